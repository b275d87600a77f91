"""The rules room: YAML files that people edit -> typed rules -> which facts each of them meets.

tree reads YAML and keeps where everything stood; schema says which keys there are; compile makes the typed
rules; lint advises; load does all of it for a folder; match holds facts against the rules.
"""
