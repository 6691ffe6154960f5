"""The pages of the curriculum: read only, for everyone who is signed in."""

from django.urls import path

from curriculum import views

app_name = "curriculum"

urlpatterns = [
    path("", views.QualificationList.as_view(), name="qualifications"),
    path("<slug:slug>/", views.QualificationDetail.as_view(), name="qualification"),
    path(
        "<slug:slug>/<int:version>/export/<slug:extension>/",
        views.qualification_file,
        name="qualification_file",
    ),
    path("<slug:slug>/<int:version>/", views.QualificationDetail.as_view(), name="qualification"),
]
