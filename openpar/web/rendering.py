"""How Django's forms and widgets are written in our pages (``FORM_RENDERER``)."""

from django.forms.renderers import TemplatesSetting

_CLASSES = {
    "select.html": "form-select",
    "checkbox.html": "form-check-input",
    "radio.html": "",
    "checkbox_select.html": "",
    "hidden.html": "",
}


class PageFormRenderer(TemplatesSetting):
    """Forms with labels, help, units and errors tied together; widgets with their style class."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"

    def render(self, template_name, context, request=None):
        """Give every widget the class of its kind, keeping classes of its own."""
        if template_name == "django/forms/errors/list/default.html":
            template_name = "web/forms/errors.html"
        widget = context.get("widget")
        if widget is not None:
            kind = _CLASSES.get(template_name.rsplit("/", 1)[-1], "form-control")
            own = widget["attrs"].get("class", "")
            if kind and kind not in own.split():
                widget["attrs"] = {**widget["attrs"], "class": f"{kind} {own}".strip()}
        return super().render(template_name, context, request)
