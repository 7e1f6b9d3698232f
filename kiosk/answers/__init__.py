"""What the agent answers its own page under `/local/…`, as models by topic. The page's types are made from them.

A field that is not set is left out of the JSON, so an answer says only what is known of it.
"""
