"""Staff's windows on the tables: what they may look at, and never write."""

from typing import Any

from django.contrib import admin


class ReadOnly(admin.ModelAdmin):
    """Nothing is added, changed or deleted here: actions call services."""

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False
