"""What a candidate says about themselves. Neither birth date, nor photo, nor past pay is asked."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.text import fold
from privacy.models.owned import OwnedQuerySet

from ..validators import commune_code, phone_number, plain, plain_lines


class CandidateProfile(models.Model):
    """How a candidate presents themselves, once per person."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    headline = models.CharField(
        _("titre du profil"),
        max_length=120,
        blank=True,
        validators=[plain],
        help_text=_("Une ligne : votre métier, ce que vous cherchez."),
    )
    summary = models.TextField(
        _("présentation"), max_length=1500, blank=True, validators=[plain_lines]
    )
    phone = models.CharField(_("téléphone"), max_length=30, blank=True, validators=[phone_number])
    commune_code = models.CharField(
        _("commune"), max_length=5, blank=True, validators=[commune_code]
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("profil")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(commune_code="")
                | models.Q(commune_code__regex=r"^([0-9]{2}|2[AB])[0-9]{3}$"),
                name="profile_commune_is_an_insee_code",
                violation_error_message=_("Choisissez une commune de la liste."),
            )
        ]

    def __str__(self):
        return self.headline or str(self.user_id)


class Experience(models.Model):
    """A position held; the first day of the month stands for the month."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="experiences"
    )
    title = models.CharField(_("poste"), max_length=120, validators=[plain])
    employer = models.CharField(_("employeur"), max_length=120, validators=[plain])
    place = models.CharField(_("lieu"), max_length=120, blank=True, validators=[plain])
    started_on = models.DateField(_("début"))
    ended_on = models.DateField(_("fin"), null=True, blank=True)
    description = models.TextField(
        _("ce que vous y avez fait"), max_length=2000, blank=True, validators=[plain_lines]
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("expérience")
        ordering = [models.F("ended_on").desc(nulls_first=True), "-started_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="experience_ends_after_its_start",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            )
        ]

    def __str__(self):
        return f"{self.title}, {self.employer}"


class Education(models.Model):
    """A diploma or a course, by years."""

    class Level(models.IntegerChoices):
        """Levels of the national framework. Source: Code du travail, D6113-19."""

        NONE = 0, _("sans diplôme")
        THREE = 3, _("CAP, BEP")
        FOUR = 4, _("baccalauréat")
        FIVE = 5, _("bac + 2")
        SIX = 6, _("bac + 3 ou 4")
        SEVEN = 7, _("bac + 5")
        EIGHT = 8, _("doctorat")

    YEARS = (MinValueValidator(1940), MaxValueValidator(2100))

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="educations"
    )
    title = models.CharField(_("diplôme ou formation"), max_length=160, validators=[plain])
    school = models.CharField(_("établissement"), max_length=160, blank=True, validators=[plain])
    level = models.PositiveSmallIntegerField(_("niveau"), choices=Level, null=True, blank=True)
    started_in = models.PositiveSmallIntegerField(
        _("année de début"), null=True, blank=True, validators=YEARS
    )
    ended_in = models.PositiveSmallIntegerField(
        _("année de fin"), null=True, blank=True, validators=YEARS
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("formation")
        ordering = [models.F("ended_in").desc(nulls_first=True), "-started_in", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_in=None)
                | models.Q(started_in=None)
                | models.Q(ended_in__gte=models.F("started_in")),
                name="education_ends_after_its_start",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            )
        ]

    def __str__(self):
        return self.title


class Skill(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="skills"
    )
    name = models.CharField(_("compétence"), max_length=60, validators=[plain])
    key = models.CharField(max_length=80, editable=False)  # the name, folded

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("compétence")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="skill_once_per_person",
                violation_error_message=_("Cette compétence est déjà dans votre profil."),
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = fold(self.name)[:80]
        super().save(*args, **kwargs)


class LanguageSkill(models.Model):
    """A language and how well, on the European scale (CEFR, Council of Europe)."""

    class Level(models.TextChoices):
        A1 = "A1", _("A1 – découverte")
        A2 = "A2", _("A2 – intermédiaire")
        B1 = "B1", _("B1 – seuil")
        B2 = "B2", _("B2 – avancé")
        C1 = "C1", _("C1 – autonome")
        C2 = "C2", _("C2 – maîtrise")
        NATIVE = "NA", _("langue maternelle")

    class Language(models.TextChoices):
        """ISO 639 codes; sign language stands among them."""

        FRENCH = "fr", _("français")
        ENGLISH = "en", _("anglais")
        GERMAN = "de", _("allemand")
        ARABIC = "ar", _("arabe")
        ARMENIAN = "hy", _("arménien")
        BAMBARA = "bm", _("bambara")
        BASQUE = "eu", _("basque")
        BERBER = "ber", _("berbère")
        BRETON = "br", _("breton")
        BULGARIAN = "bg", _("bulgare")
        CATALAN = "ca", _("catalan")
        CHINESE = "zh", _("chinois")
        KOREAN = "ko", _("coréen")
        CORSICAN = "co", _("corse")
        HAITIAN = "ht", _("créole")
        CROATIAN = "hr", _("croate")
        DANISH = "da", _("danois")
        SPANISH = "es", _("espagnol")
        FINNISH = "fi", _("finnois")
        GEORGIAN = "ka", _("géorgien")
        GREEK = "el", _("grec")
        HEBREW = "he", _("hébreu")
        HINDI = "hi", _("hindi")
        HUNGARIAN = "hu", _("hongrois")
        ITALIAN = "it", _("italien")
        JAPANESE = "ja", _("japonais")
        SIGN_FRENCH = "fsl", _("langue des signes française")
        LINGALA = "ln", _("lingala")
        MALAGASY = "mg", _("malgache")
        DUTCH = "nl", _("néerlandais")
        NORWEGIAN = "no", _("norvégien")
        OCCITAN = "oc", _("occitan")
        PASHTO = "ps", _("pachto")
        PERSIAN = "fa", _("persan")
        POLISH = "pl", _("polonais")
        PORTUGUESE = "pt", _("portugais")
        ROMANIAN = "ro", _("roumain")
        RUSSIAN = "ru", _("russe")
        SERBIAN = "sr", _("serbe")
        SOMALI = "so", _("somali")
        SONINKE = "snk", _("soninké")
        SWEDISH = "sv", _("suédois")
        TAMIL = "ta", _("tamoul")
        CZECH = "cs", _("tchèque")
        TURKISH = "tr", _("turc")
        UKRAINIAN = "uk", _("ukrainien")
        VIETNAMESE = "vi", _("vietnamien")
        WOLOF = "wo", _("wolof")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="languages"
    )
    code = models.CharField(_("langue"), max_length=3, choices=Language)
    level = models.CharField(_("niveau"), max_length=2, choices=Level)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("langue")
        ordering = ["-level", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "code"],
                name="language_once_per_person",
                violation_error_message=_("Cette langue est déjà dans votre profil."),
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=["A1", "A2", "B1", "B2", "C1", "C2", "NA"]),
                name="language_level_of_the_european_scale",
                violation_error_message=_("Choisissez un niveau de la liste."),
            ),
        ]

    def __str__(self):
        return f"{self.get_code_display()} ({self.get_level_display()})"
