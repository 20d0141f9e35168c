"""House style: rules in Vale's form, checked against the scopes of a Markdown source; no Qt, no SQL"""
