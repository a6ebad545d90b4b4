"""People, as tests need them."""

import hashlib
import time

import factory
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile

from accounts.demo_pdf import write_pdf
from accounts.models import CandidateProfile, Resume, User

PASSWORD = "une-phrase-assez-longue"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a confirmed address and PASSWORD; `verified=False` leaves it unconfirmed."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@exemple.test")
    first_name = "Zoé"
    last_name = "Bézu"

    @classmethod
    def _create(cls, model_class, *args, verified=True, password=PASSWORD, **kwargs):
        user = model_class.objects.create_user(password=password, **kwargs)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
        return user


def sign_in(client, user):
    """Open a session as if the person had just typed their password."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return session


class ProfileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CandidateProfile

    user = factory.SubFactory(UserFactory)
    headline = "Comptable, dix ans de cabinet"
    commune_code = "34172"


class ResumeFactory(factory.django.DjangoModelFactory):
    """A CV with a real file in the storage; `content` gives its bytes."""

    class Meta:
        model = Resume

    user = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"CV {n}")
    file_name = "cv-zoe-bezu.pdf"
    pages = 1

    @classmethod
    def _create(cls, model_class, *args, content=None, **kwargs):
        content = content or write_pdf(f"# Zoé Bézu\n{kwargs['title']}")
        user = kwargs["user"]
        values = {
            "file": ContentFile(content, name="cv.pdf"),
            "size": len(content),
            "received_size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "slot": user.resumes.count() + 1,
            "is_main": not user.resumes.exists(),
            **kwargs,
        }
        return super()._create(model_class, *args, **values)
