"""The site with an administration of the structure alone, as curriculum has it."""

from django.contrib.admin import AdminSite
from django.urls import path

from curriculum import admin, models
from wtb_site.urls import urlpatterns as site_urls

site = AdminSite(name="admin")
site.register(models.Qualification, admin.QualificationAdmin)
site.register(models.ExitProfile, admin.ExitProfileAdmin)
site.register(models.CoreTask, admin.CoreTaskAdmin)
site.register(models.WorkProcess, admin.WorkProcessAdmin)
site.register(models.Requirement, admin.RequirementAdmin)

urlpatterns = [path("admin/", site.urls), *site_urls]
