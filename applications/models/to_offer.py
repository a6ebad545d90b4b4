"""An application to a published offer, and everything both sides did about it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import plain, plain_lines
from jobs.models import Company, Offer
from meilleursjobs.lib.states import StateMachine
from meilleursjobs.lib.text import saying

from .. import questions

AFTER_DECISION = timedelta(days=90)
KEPT_FOR_LATER = timedelta(days=730)
WHOLE_NAME = ("candidate__first_name", "candidate__last_name")
SILENCE = timedelta(days=30)  # without a word, the candidate is shown « sans réponse »
FIRST_WORD = timedelta(days=14)  # within which an application deserves one


class ApplicationQuerySet(models.QuerySet):
    def owned_by(self, user):
        """What this candidate sent."""
        return self.filter(candidate=user)

    def received_by(self, user):
        """What the companies of which this person is a member received, and may still read.

        Three months after the decision nothing is left to read there, two years when the candidate
        agreed to be kept (CNIL, guide du recrutement, fiche 9). What a candidate has frozen is
        nobody's to read meanwhile (GDPR article 18), and a company that our staff suspended reads
        nothing until that is over.
        """
        now = timezone.now()
        readable = (
            Q(state__in=Application.OPEN)
            | Q(moved_at__gte=now - AFTER_DECISION)
            | Q(may_be_kept=True, moved_at__gte=now - KEPT_FOR_LATER)
        )
        return self.filter(
            readable,
            offer__in=Offer.objects.managed_by(user),
            offer__company__suspended_at=None,
            candidate__restriction=None,
        )

    def of_candidates_named(self, words):
        """Those whose candidate's name has each of these words, accents and case left aside."""
        return saying(self, words, WHOLE_NAME)

    def open(self):
        """Nobody decided yet, and the candidate still wants it."""
        return self.filter(state__in=Application.OPEN)

    def left_waiting(self, now):
        """Where the company owes a word: none for two weeks, or « à l’étude » since a month."""
        unread = Q(state=Application.State.NEW, moved_at__lte=now - FIRST_WORD)
        return self.filter(unread | Q(state=Application.State.REVIEW, moved_at__lte=now - SILENCE))

    def with_offer(self):
        return self.select_related("offer__company", "resume")

    def with_candidate(self):
        return self.with_offer().select_related("candidate")


class Application(StateMachine):
    """A candidate's application to an offer: one per offer, whatever came of it."""

    class State(models.TextChoices):
        NEW = "new", _("nouvelle")
        REVIEW = "review", _("à l’étude")
        INTERVIEW = "interview", _("entretien")
        POOL = "pool", _("vivier")
        ACCEPTED = "accepted", _("acceptée")
        REFUSED = "refused", _("refusée")
        WITHDRAWN = "withdrawn", _("retirée")

    class Reason(models.TextChoices):
        """Why not: said to the candidate. Each is about the job, none about the person."""

        OTHER_CANDIDATE = "other", _("une autre candidature a été retenue")
        EXPERIENCE = "experience", _("l’expérience demandée pour ce poste manque")
        SKILLS = "skills", _("une compétence indispensable à ce poste manque")
        DIPLOMA = "diploma", _("le diplôme ou le permis exigé manque")
        TERMS = "terms", _("les conditions (horaires, lieu, rémunération) ne conviennent pas")
        FILLED = "filled", _("le poste est pourvu")
        DROPPED = "dropped", _("le recrutement est abandonné")

    OPEN = (State.NEW, State.REVIEW, State.INTERVIEW, State.POOL)
    DECIDED = {State.ACCEPTED, State.REFUSED, State.WITHDRAWN}
    MOVES = {
        State.NEW: {State.REVIEW, State.INTERVIEW, State.POOL, *DECIDED},
        State.REVIEW: {State.INTERVIEW, State.POOL, *DECIDED},
        State.INTERVIEW: {State.REVIEW, State.POOL, *DECIDED},
        State.POOL: {State.REVIEW, State.INTERVIEW, *DECIDED},
        State.ACCEPTED: {State.REFUSED, State.WITHDRAWN},
        State.REFUSED: {State.REVIEW},  # reconsidered
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="applications"
    )
    offer = models.ForeignKey(
        Offer, on_delete=models.CASCADE, related_name="applications", verbose_name=_("offre")
    )
    resume = models.ForeignKey(
        "accounts.Resume", null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("CV")
    )
    message = models.TextField(_("message"), max_length=3000, blank=True, validators=[plain_lines])
    # To the offer's questions as they stood: [{"question": …, "kind": …, "answer": …}], what was
    # not answered left out. The offer may ask otherwise later.
    answers = models.JSONField(_("réponses"), default=list, db_default=[], blank=True)
    shares_phone = models.BooleanField(_("donner mon téléphone"), default=False)
    may_be_kept = models.BooleanField(
        _("garder ma candidature pour d’autres postes"), default=False
    )
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.NEW)
    reason = models.CharField(_("motif"), max_length=10, choices=Reason, blank=True)
    decision_words = models.TextField(
        _("mot au candidat"), max_length=1500, blank=True, validators=[plain_lines]
    )
    # Who refused: a keyed hash that outlives the recruiter's account (GDPR art. 22: a human did).
    decided_by = models.CharField(max_length=100, blank=True, editable=False)
    created_at = models.DateTimeField(_("reçue le"), default=timezone.now, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidature à une offre")
        verbose_name_plural = _("candidatures à des offres")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["candidate", "-moved_at"], name="application_board"),
            models.Index(fields=["offer", "state", "-created_at"], name="application_received"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "candidate"],
                name="one_application_per_offer",
                violation_error_message=_("Vous avez déjà postulé à cette offre."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~(Q(reason="") | Q(decided_by="")),
                name="refusal_has_a_human_and_a_reason",
                violation_error_message=_("Un refus est décidé par une personne, et motivé."),
            ),
            models.CheckConstraint(
                condition=~Q(state="pool") | Q(may_be_kept=True),
                name="kept_for_later_with_consent",
                violation_error_message=_("Cette personne n’a pas demandé à être gardée."),
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(resume=None, message="", answers=[]),
                name="withdrawn_leaves_nothing_to_read",
                violation_error_message=_("Une candidature retirée ne laisse rien à lire."),
            ),
        ]

    def __str__(self):
        return f"{self.pk} ({self.state})"

    def get_absolute_url(self):
        return reverse("application", args=[self.pk])

    @property
    def answers_in_words(self):
        """(question, answer) of each, for people."""
        return questions.in_words(self.answers)

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_silent(self):
        """Shown to the candidate as « sans réponse »; the recruiter's application stays open."""
        waits = self.state in {self.State.NEW, self.State.REVIEW}
        return waits and self.moved_at < timezone.now() - SILENCE


class AnswerTemplate(models.Model):
    """Words that a company's recruiters answer with again and again. They name nobody."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="+", verbose_name=_("entreprise")
    )
    name = models.CharField(_("nom du modèle"), max_length=80, validators=[plain])
    text = models.TextField(_("texte"), max_length=1500, validators=[plain_lines])
    edited_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("modèle de réponse")
        verbose_name_plural = _("modèles de réponse")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "name"],
                name="answer_template_name_once",
                violation_error_message=_("Un modèle porte déjà ce nom."),
            )
        ]

    def __str__(self):
        return self.name


class ApplicationStep(models.Model):
    """Who did what when with an application: the history that both sides read."""

    class Kind(models.TextChoices):
        SENT = "sent", _("candidature envoyée")
        READ = "read", _("CV ouvert")
        REVIEW = "review", _("mise à l’étude")
        INTERVIEW = "interview", _("proposition d’entretien")
        CALLED_OFF = "called_off", _("entretien annulé")
        POOL = "pool", _("gardée pour plus tard")
        ACCEPTED = "accepted", _("acceptée")
        REFUSED = "refused", _("refusée")
        WITHDRAWN = "withdrawn", _("retirée")
        UNKEPT = "unkept", _("ne souhaite plus être gardée pour d’autres postes")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("étape d’une candidature")
        verbose_name_plural = _("étapes de candidatures")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["application", "at"], name="application_history"),
            models.Index(
                fields=["at"], include=["actor"], name="cv_readings", condition=Q(kind="read")
            ),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class ApplicationNote(models.Model):
    """A recruiter's note about an application. The candidate may ask to read it, and is told so."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    text = models.TextField(_("note"), max_length=2000, validators=[plain_lines])
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("note sur une candidature")
        verbose_name_plural = _("notes sur des candidatures")
        ordering = ["created_at", "pk"]

    def __str__(self):
        return f"{self.application_id} {self.created_at:%Y-%m-%d}"
