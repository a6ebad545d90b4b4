"""Addresses under /gestion/: our staff's desk for rights and its registers."""

from django.urls import path, register_converter

from .views import desk


class Register:
    """The registers that our staff fills."""

    regex = "|".join(desk.REGISTERS)

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(Register, "register")

urlpatterns = [
    path("droits/", desk.desk, name="rights_desk"),
    path("droits/nouvelle/", desk.new, name="rights_request_new"),
    path("droits/personne/", desk.person, name="rights_person"),
    path("droits/<uuid:pk>/", desk.one, name="rights_request"),
    path("archives/", desk.archive, name="evidence"),
    path("audience/", desk.audience, name="audience"),
    path("registres/traitements/", desk.processing, name="processing"),
    path("registres/<register:name>/", desk.register, name="register"),
    path("registres/<register:name>/nouveau/", desk.register_line, name="register_new"),
    path("registres/<register:name>/<int:pk>/", desk.register_line, name="register_line"),
]
