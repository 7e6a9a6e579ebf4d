from django.urls import path

from departments import views

app_name = "departments"

urlpatterns = [
    path("departments/", views.departments, name="departments"),
    path("departments/<slug:slug>/", views.department, name="department"),
    path("universities/", views.universities, name="universities"),
    path("universities/<slug:slug>/", views.university, name="university"),
    path("universities/<slug:university_slug>/departments/<slug:slug>/", views.university_department, name="university_department"),
]
