"""Evidence: what a student shows, and its files."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.models import WorkProcess
from portfolios.enums import EvidenceKind, FileState, Setting
from portfolios.models.evidence_link import EvidenceLink
from portfolios.models.portfolio import Portfolio

STARR = ("situation", "task", "action", "result", "reflection")
STARR_MAX_LENGTH = 20_000


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; others see a piece once it was handed in, where they see the portfolio."""
        portfolios = Portfolio.objects.visible_to(user).filter(pk=OuterRef("portfolio"))
        return self.filter(
            Q(portfolio__student=user) | Q(Exists(portfolios), frozen_at__isnull=False)
        )

    def standing(self):
        """Not removed by the student."""
        return self.filter(removed_at=None)

    def in_bin(self):
        """Removed by the student and not erased yet, the last removed first."""
        return self.filter(removed_at__isnull=False, erased_at=None).order_by("-removed_at", "-pk")

    def for_cell(self, portfolio, work_process):
        """The pieces that a hand-in of this cell would take along.

        Linked, not removed, and not replaced by a newer version that is linked here too.
        """
        return self.for_cells(portfolio, [work_process])

    def for_cells(self, portfolio, work_processes):
        """The same for several cells: a piece once for each of them, named by `cell`.

        What its files have to say of handing in is read along.
        """
        newer = EvidenceLink.objects.filter(
            work_process=OuterRef("cell"),
            evidence__replaces=OuterRef("pk"),
            evidence__removed_at=None,
        )
        files = EvidenceFile.objects.filter(evidence=OuterRef("pk"))
        settled = (FileState.READY, FileState.REFUSED)
        return (
            self.standing()
            .filter(portfolio=portfolio, links__work_process__in=work_processes)
            .annotate(cell=F("links__work_process"))
            .filter(~Exists(newer))
            .annotate(
                has_files_on_their_way=Exists(files.exclude(state__in=settled)),
                has_refused_files=Exists(files.filter(state=FileState.REFUSED)),
            )
        )


class Evidence(models.Model):
    """One piece of evidence. Frozen from hand-in on: a new version is a new piece.

    `key` is made where the piece is written, before it is sent: sending it twice adds it once.
    A removed piece can come back until it is erased.
    """

    portfolio = models.ForeignKey(
        Portfolio, models.PROTECT, related_name="evidence", verbose_name=_("portfolio")
    )
    key = models.UUIDField(_("key"), null=True, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    kind = models.CharField(
        _("kind"), max_length=5, choices=EvidenceKind, default=EvidenceKind.FILES
    )
    url = models.URLField(_("link"), max_length=1000, blank=True)
    text = models.TextField(_("text"), max_length=STARR_MAX_LENGTH, blank=True)
    situation = models.TextField(_("situation"), max_length=STARR_MAX_LENGTH, blank=True)
    task = models.TextField(_("task"), max_length=STARR_MAX_LENGTH, blank=True)
    action = models.TextField(_("action"), max_length=STARR_MAX_LENGTH, blank=True)
    result = models.TextField(_("result"), max_length=STARR_MAX_LENGTH, blank=True)
    reflection = models.TextField(_("reflection"), max_length=STARR_MAX_LENGTH, blank=True)
    made_on = models.DateField(_("date"))
    setting = models.CharField(_("where"), max_length=7, choices=Setting, default=Setting.SCHOOL)
    company = models.CharField(_("company"), max_length=200, blank=True)
    made_with = models.CharField(_("made together with"), max_length=300, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="newer_versions",
        verbose_name=_("replaces"),
    )
    work_processes = models.ManyToManyField(
        WorkProcess, through="EvidenceLink", related_name="+", verbose_name=_("work processes")
    )
    created_at = models.DateTimeField(_("added"))
    frozen_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_at=None) | Q(removed_at=None),
                name="evidence_frozen_is_not_removed",
            ),
            models.UniqueConstraint(fields=["portfolio", "key"], name="evidence_sent_once"),
        ]

    def __str__(self):
        return self.title or str(_("Evidence of %(day)s")) % {"day": self.made_on}

    def get_absolute_url(self):
        return reverse("portfolios:evidence", args=[self.pk])

    @property
    def is_frozen(self):
        return self.frozen_at is not None

    @cached_property
    def has_files_on_their_way(self):
        """A file is still being processed, so the piece cannot be handed in yet."""
        return any(not file.is_ready and not file.is_refused for file in self.files.all())

    @cached_property
    def has_refused_files(self):
        return any(file.is_refused for file in self.files.all())

    @property
    def starr_count(self):
        """How many of the five parts of STARR are filled in."""
        return sum(bool(getattr(self, part).strip()) for part in STARR)

    @property
    def starr_complete(self):
        return self.starr_count == len(STARR)


class EvidenceFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; others see the files of a piece that was handed in."""
        portfolios = Portfolio.objects.visible_to(user).filter(pk=OuterRef("portfolio"))
        return self.filter(
            Q(portfolio__student=user) | Q(Exists(portfolios), frozen_at__isnull=False)
        )

    def unplaced(self):
        """Received, but not yet part of a piece: their form was not saved yet."""
        return self.filter(evidence=None)

    def openable(self):
        """Those whose bytes may be handed out; see `EvidenceFile.is_openable`."""
        files = self.filter(state=FileState.READY, erased_at=None)
        return files.exclude(scanned_at=None) if settings.CLAMD else files


class EvidenceFile(models.Model):
    """One file as it was received and as it is kept; its bytes lie under random names.

    `received_name` names the bytes as they came in, until the kept ones (`stored_name`) are on
    disk. `claimed_at` says since when somebody processes the file; `unplaced_at` since when it
    is part of no piece.
    """

    portfolio = models.ForeignKey(
        Portfolio, models.PROTECT, related_name="files", verbose_name=_("portfolio")
    )
    evidence = models.ForeignKey(
        Evidence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="files",
        verbose_name=_("evidence"),
    )
    original_name = models.CharField(_("name"), max_length=200, blank=True)
    received_name = models.CharField(
        _("name as received"), max_length=100, blank=True, editable=False
    )
    stored_name = models.CharField(_("stored name"), max_length=100, blank=True, editable=False)
    preview_name = models.CharField(_("preview"), max_length=100, blank=True, editable=False)
    thumbnail_name = models.CharField(_("thumbnail"), max_length=100, blank=True, editable=False)
    media_type = models.CharField(_("type"), max_length=100, blank=True)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    width = models.PositiveIntegerField(_("width, in pixels"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height, in pixels"), null=True, blank=True)
    seconds = models.PositiveIntegerField(_("duration, in seconds"), null=True, blank=True)
    captured_at = models.DateTimeField(_("captured"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=FileState, default=FileState.RECEIVED
    )
    reason = models.CharField(_("reason of refusal"), max_length=30, blank=True)
    received_at = models.DateTimeField(_("received"))
    unplaced_at = models.DateTimeField(_("not part of a piece"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("being processed"), null=True, blank=True)
    scanned_at = models.DateTimeField(_("scanned for viruses"), null=True, blank=True)
    received_size = models.PositiveBigIntegerField(_("size received, in bytes"))
    received_sha256 = models.CharField(_("SHA-256 received"), max_length=64)
    size = models.PositiveBigIntegerField(_("size, in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    frozen_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stored_name"], condition=~Q(stored_name=""), name="file_stored_once"
            )
        ]

    def __str__(self):
        return self.original_name or str(_("erased file"))

    def get_absolute_url(self):
        return reverse("portfolios:file", args=[self.pk])

    @property
    def is_ready(self):
        return self.state == FileState.READY

    @property
    def is_openable(self):
        """Ready, not erased, and scanned where the school has a scanner."""
        is_scanned = self.scanned_at is not None or not settings.CLAMD
        return self.is_ready and self.erased_at is None and is_scanned

    @property
    def has_picture(self):
        """There is a small picture of it that may be shown."""
        return self.is_openable and bool(self.thumbnail_name or self.preview_name)

    @property
    def is_refused(self):
        return self.state == FileState.REFUSED

    @property
    def is_image(self):
        return self.media_type.startswith("image/")

    @property
    def is_waiting(self):
        """Received, and not judged yet."""
        return self.state in (FileState.RECEIVED, FileState.PROCESSING)

    @property
    def captured_on(self):
        """The day that the camera wrote into it, which may be any day; None where it wrote none."""
        return timezone.localdate(self.captured_at) if self.captured_at else None

    @property
    def names(self):
        """The stored names under which bytes of this file lie."""
        stored = (self.received_name, self.stored_name, self.preview_name, self.thumbnail_name)
        return list(dict.fromkeys(name for name in stored if name))
