"""The rules screen: the outline, one clause as a form, and what readers will see."""
