from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..validators import person_name


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **extra):
        """Create a person; the address is kept in lower case: it is the name they sign in with."""
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **extra):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail address."""

    email = models.EmailField(
        _("adresse e-mail"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("Un compte existe déjà avec cette adresse.")},
    )
    first_name = models.CharField(_("prénom"), max_length=80, blank=True, validators=[person_name])
    last_name = models.CharField(_("nom"), max_length=80, blank=True, validators=[person_name])
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    last_activity_on = models.DateField(null=True, blank=True)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        verbose_name = _("compte")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="address_in_lower_case",
                violation_error_message=_("L’adresse s’écrit en minuscules."),
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    def save(self, *args, **kwargs):
        self.email = self.email.strip().lower()  # Google and forms give capitals
        super().save(*args, **kwargs)

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name or self.email
