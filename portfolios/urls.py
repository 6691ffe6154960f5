"""Addresses of the portfolios: a noun, and what is done with it."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from curriculum.models.matrix import CODE_PATTERN
from portfolios.exports import WRITERS
from portfolios.exports.of_class_list import CONTENT_TYPES
from portfolios.views import (
    board,
    class_list,
    class_matrix,
    class_overview,
    completion,
    confirm,
    draft,
    evidence,
    evidence_bin,
    evidence_file,
    evidence_form,
    exemption,
    export,
    figures,
    file_erase,
    file_row,
    guest,
    hand_in,
    history,
    levels,
    manage,
    matrix,
    message,
    offline,
    phrases,
    portfolio,
    review,
    sampling,
    school,
    school_class,
    together,
    trainers,
    upload,
    work_process,
    year_end,
)

app_name = "portfolios"


class CodeConverter(StringConverter):
    """The code of a work process; nothing else of an address reaches the database."""

    regex = CODE_PATTERN.removeprefix("^").removesuffix(r"\Z")


class UploadKeyConverter(StringConverter):
    """The key of an upload, which is the name of a file too."""

    regex = "[0-9a-f]{32}"


class ExtensionConverter(StringConverter):
    """The format of a table that leaves the application."""

    regex = "|".join(WRITERS)


class ListExtensionConverter(StringConverter):
    """The format of a table that comes into the application."""

    regex = "|".join(CONTENT_TYPES)


register_converter(ListExtensionConverter, "list_extension")
register_converter(CodeConverter, "code")
register_converter(UploadKeyConverter, "upload_key")
register_converter(ExtensionConverter, "extension")

urlpatterns = [
    path("portfolio/", portfolio.own, name="portfolio"),
    path("portfolio/matrix/", matrix.own, name="matrix"),
    path("portfolio/levels/", levels.own, name="levels"),
    path("portfolio/history/", history.own, name="history"),
    path("portfolio/specialisation/<int:number>/", portfolio.specialisation, name="specialisation"),
    path("portfolio/work-processes/<code:code>/", work_process.own, name="work_process"),
    path("portfolio/work-processes/<code:code>/submit/", hand_in.submit, name="submit"),
    path("portfolio/work-processes/<code:code>/withdraw/", hand_in.withdraw, name="withdraw"),
    path("portfolio/work-processes/<code:code>/ask/", trainers.ask, name="trainer_ask"),
    path("portfolio/evidence/", evidence.every, name="evidence_list"),
    path("portfolio/evidence/add/", evidence_form.add, name="evidence_add"),
    path("portfolio/evidence/offline/", offline.shell, name="evidence_offline"),
    path("portfolio/evidence/drafts/", draft.draft, name="draft"),
    path("portfolio/evidence/removed/", evidence_bin.removed, name="evidence_removed"),
    path("portfolio/evidence/<int:pk>/restore/", evidence_bin.restore, name="evidence_restore"),
    path("portfolio/evidence/<int:pk>/erase/", evidence_bin.erase, name="evidence_erase"),
    path("portfolio/files/<int:pk>/erase/", file_erase.erase, name="file_erase"),
    path("portfolio/evidence/<int:pk>/", evidence.detail, name="evidence"),
    path("portfolio/evidence/<int:pk>/edit/", evidence_form.edit, name="evidence_edit"),
    path("portfolio/evidence/<int:pk>/replace/", evidence_form.replace, name="evidence_replace"),
    path("portfolio/evidence/<int:pk>/link/", evidence.link, name="evidence_link"),
    path("portfolio/evidence/<int:pk>/remove/", evidence.remove, name="evidence_remove"),
    path("portfolio/uploads/", upload.every, name="uploads"),
    path("portfolio/uploads/<upload_key:key>/", upload.one, name="upload"),
    path("portfolio/files/<int:pk>/", evidence_file.download, name="file"),
    path("portfolio/files/<int:pk>/preview/", evidence_file.preview, name="file_preview"),
    path("portfolio/files/<int:pk>/thumbnail/", evidence_file.thumbnail, name="file_thumbnail"),
    path("portfolio/files/<int:pk>/pages/<int:number>/", evidence_file.page, name="file_page"),
    path("portfolio/files/<int:pk>/table/", evidence_file.table, name="file_table"),
    path("portfolio/files/<int:pk>/poster/", evidence_file.poster, name="file_poster"),
    path("portfolio/files/<int:pk>/row/", file_row.row, name="file_row"),
    path("portfolio/files/<int:pk>/process/", file_row.process, name="file_process"),
    path("portfolio/files/<int:pk>/remove/", evidence_file.remove, name="file_remove"),
    path("portfolios/<int:pk>/", portfolio.of, name="portfolio_of"),
    path("portfolios/<int:pk>/matrix/", matrix.of, name="matrix_of"),
    path("portfolios/<int:pk>/levels/", levels.of, name="levels_of"),
    path("portfolios/<int:pk>/history/", history.of, name="portfolio_history"),
    path("portfolios/<int:pk>/confirm/", confirm.to_confirm, name="to_confirm"),
    path("portfolios/<int:pk>/manage/", manage.manage, name="portfolio_manage"),
    path(
        "portfolios/<int:pk>/work-processes/<code:code>/", work_process.of, name="work_process_of"
    ),
    path(
        "portfolios/<int:pk>/work-processes/<code:code>/revoke/",
        work_process.revoke,
        name="revoke",
    ),
    path("portfolios/<int:pk>/trainers/", trainers.trainers, name="trainers"),
    path("trainers/<int:pk>/check/", trainers.check, name="trainer_check"),
    path("trainers/<int:pk>/decline/", trainers.decline, name="trainer_decline"),
    path("trainers/links/<int:pk>/revoke/", trainers.revoke, name="link_revoke"),
    path("trainers/links/<int:pk>/print/", trainers.print_link, name="link_print"),
    path("s/", guest.code, name="guest_code"),
    # Whatever stands there: who mistyped an address reads whom to ask.
    path("s/<str:token>/", guest.guest, name="guest"),
    path("s/<str:token>/files/<int:pk>/", guest.file, name="guest_file"),
    path("s/<str:token>/files/<int:pk>/preview/", guest.preview, name="guest_preview"),
    path("s/<str:token>/files/<int:pk>/thumbnail/", guest.thumbnail, name="guest_thumbnail"),
    path("review/", review.queue, name="review_queue"),
    path("review/figures/", figures.own, name="figures"),
    path("review/phrases/", phrases.phrases, name="phrases"),
    path("review/together/<int:pk>/", together.together, name="review_together"),
    path("review/<int:pk>/", review.review, name="review"),
    path("review/<int:pk>/release/", review.release, name="release_seat"),
    path("school/", school.school, name="school"),
    path("school/export/<extension:extension>/", export.school, name="school_export"),
    path("school/class-lists/", class_list.upload, name="class_lists"),
    path(
        "school/class-lists/template/<list_extension:extension>/",
        class_list.template,
        name="class_list_template",
    ),
    path("school/class-lists/<int:pk>/", class_list.one, name="class_list"),
    path("school/class-lists/<int:pk>/errors/", class_list.errors, name="class_list_errors"),
    path("school/class-lists/<int:pk>/leave/", class_list.leave, name="class_list_leave"),
    path("classes/", school_class.school_class_list, name="school_class_list"),
    path("classes/<int:pk>/", class_matrix.matrix, name="school_class"),
    path(
        "classes/<int:pk>/export/<extension:extension>/", export.school_class, name="class_export"
    ),
    path("classes/<int:pk>/overview/", class_overview.overview, name="class_overview"),
    path("classes/<int:pk>/students/", school_class.students, name="class_students"),
    path("classes/<int:pk>/history/", history.school_class, name="class_history"),
    path("classes/<int:pk>/year-end/", year_end.of_class, name="class_year_end"),
    path("portfolios/<int:pk>/propose/", completion.propose, name="completion_propose"),
    path("portfolios/<int:pk>/completion/<int:number>/", completion.sealed, name="completion"),
    path("board/", board.board, name="board"),
    path("board/samples/", sampling.sample_list, name="sample_list"),
    path("board/samples/add/", sampling.sample_add, name="sample_add"),
    path("board/samples/looks/<int:pk>/", sampling.second_look, name="second_look"),
    path("board/completions/<int:pk>/confirm/", completion.confirm, name="completion_confirm"),
    path("board/completions/<int:pk>/refuse/", completion.refuse, name="completion_refuse"),
    path("board/completions/<int:pk>/reopen/", completion.reopen, name="completion_reopen"),
    path("board/exemptions/add/", exemption.add, name="exemption_add"),
    path("board/exemptions/<int:pk>/end/", exemption.end, name="exemption_end"),
    path(
        "board/exemptions/<int:pk>/attachment/", exemption.attachment, name="exemption_attachment"
    ),
    path("messages/", message.inbox, name="messages"),
    path("messages/read/", message.read_all, name="messages_read"),
    path("messages/<int:pk>/", message.message, name="message"),
]
