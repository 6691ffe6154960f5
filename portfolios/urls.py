"""Addresses of the portfolios: a noun, and what is done with it."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from curriculum.models.matrix import CODE_PATTERN
from portfolios.views import (
    board,
    class_matrix,
    draft,
    evidence,
    evidence_bin,
    evidence_file,
    evidence_form,
    file_erase,
    file_row,
    hand_in,
    manage,
    offline,
    portfolio,
    review,
    school_class,
    upload,
    work_process,
)

app_name = "portfolios"


class CodeConverter(StringConverter):
    """The code of a work process; nothing else of an address reaches the database."""

    regex = CODE_PATTERN.removeprefix("^").removesuffix(r"\Z")


class UploadKeyConverter(StringConverter):
    """The key of an upload, which is the name of a file too."""

    regex = "[0-9a-f]{32}"


register_converter(CodeConverter, "code")
register_converter(UploadKeyConverter, "upload_key")

urlpatterns = [
    path("portfolio/", portfolio.own, name="portfolio"),
    path("portfolio/matrix/", portfolio.own_matrix, name="matrix"),
    path("portfolio/specialisation/<int:number>/", portfolio.specialisation, name="specialisation"),
    path("portfolio/work-processes/<code:code>/", work_process.own, name="work_process"),
    path("portfolio/work-processes/<code:code>/submit/", hand_in.submit, name="submit"),
    path("portfolio/work-processes/<code:code>/withdraw/", hand_in.withdraw, name="withdraw"),
    path("portfolio/evidence/", evidence.library, name="evidence_list"),
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
    path("portfolios/<int:pk>/matrix/", portfolio.matrix_of, name="matrix_of"),
    path("portfolios/<int:pk>/manage/", manage.manage, name="portfolio_manage"),
    path(
        "portfolios/<int:pk>/work-processes/<code:code>/", work_process.of, name="work_process_of"
    ),
    path(
        "portfolios/<int:pk>/work-processes/<code:code>/revoke/",
        work_process.revoke,
        name="revoke",
    ),
    path("review/", review.queue, name="review_queue"),
    path("review/<int:pk>/", review.review, name="review"),
    path("review/<int:pk>/release/", review.release, name="release_seat"),
    path("classes/", school_class.school_class_list, name="school_class_list"),
    path("classes/<int:pk>/", class_matrix.matrix, name="school_class"),
    path("classes/<int:pk>/students/", school_class.students, name="class_students"),
    path("board/", board.board, name="board"),
]
