"""Documents the tests store."""

RL_NS = "urn:ietf:params:xml:ns:resource-lists"


def list_of(members):
    """A resource-lists document whose one list has these members."""
    return f'<resource-lists xmlns="{RL_NS}"><list name="l">{members}</list></resource-lists>'.encode()


LIST = list_of('<entry uri="sip:bob@example.com"/>')
