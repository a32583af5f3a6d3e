"""Hostile input for the applications with a schema: what the validation of a stream, the constraints
and the references of each could be made to spend.
"""

import unittest

from harness import list_of
from harness.hostile import INDEX, MIB, Hostile

HOME = "users/sip:alice@example.com"
NS = "urn:ietf:params:xml:ns:"
POLICY = NS + "common-policy"


def target(auid, name="index"):
    return f"/xcap-root/{auid}/{HOME}/{name}"


RLS = target("rls-services")
PIDF = target("pidf-manipulation")
RULES = target("pres-rules")
PROFILE = target("org.openmobilealliance.user-profile", "user-profile")
SIMSERVS = target("simservs.ngn.etsi.org", "simservs.xml")
ICON = target("org.openmobilealliance.pres-content", "oma_status-icon/index")


def presence(content):
    return (f'<presence xmlns="{NS}pidf" entity="sip:alice@example.com">'.encode() + content
            + b"</presence>")


def ruleset(content):
    return f'<ruleset xmlns="{POLICY}" xmlns:pr="{NS}pres-rules">'.encode() + content + b"</ruleset>"


def profile(content):
    return (b'<user-profiles xmlns="urn:oma:xml:xdm:user-profile">'
            b'<user-profile uri="sip:alice@example.com">' + content
            + b"</user-profile></user-profiles>")


def simservs(content):
    return (b'<simservs xmlns="http://uri.etsi.org/ngn/params/xml/simservs/xcap" '
            b'xmlns:cp="urn:ietf:params:xml:ns:common-policy"><communication-diversion><cp:ruleset>'
            + content + b"</cp:ruleset></communication-diversion></simservs>")


def icon(content):
    return (b'<content xmlns="urn:oma:xml:prs:pres-content"><mime-type>image/png</mime-type>'
            b"<encoding>base64</encoding><data>" + content + b"</data></content>")


def services(*lists):
    return (f'<rls-services xmlns="{NS}rls-services">' + "".join(
        f'<service uri="sip:s{i}@example.com"><resource-list>{uri}</resource-list></service>'
        for i, uri in enumerate(lists)) + "</rls-services>").encode()


class Texts(Hostile):
    """libxml2 gives a text in pieces, one for each line end, reference, comment or CDATA section."""

    PIECES = (b"x\r\n", b"x&lt;", b"x<!---->", b"x<![CDATA[y]]>", b"x<?p?>", b"x" * 76 + b"\r\n")

    def pieces(self, piece):
        return piece * ((2 * MIB - 1000) // len(piece))

    def test_of_many_pieces_in_every_application(self):
        for name, status, where, body in (
                ("display-name", (200, 201), INDEX,
                 lambda text: list_of(f"<display-name>{text.decode()}</display-name>")),
                ("note", (200, 201), PIDF, lambda text: presence(b"<note>" + text + b"</note>")),
                ("class", (200, 201), RULES, lambda text: ruleset(
                    b'<rule id="a"><transformations><pr:provide-devices><pr:class>' + text
                    + b"</pr:class></pr:provide-devices></transformations></rule>")),
                ("freetext", (200, 201), PROFILE, lambda text: profile(
                    b"<freetext>" + text + b"</freetext>"))):
            for piece in self.PIECES:
                self.put(f"{name}: 2 MiB of {piece[:12]}", status, "", body(self.pieces(piece)),
                         where)
        for piece in self.PIECES[:2]:
            self.put(f"icon: 2 MiB of {piece}", 409, "", icon(self.pieces(piece)), ICON)

    def test_that_is_stored_costs_an_edit_no_more(self):
        text = f"<display-name>{self.pieces(b'x' + chr(13).encode() + chr(10).encode()).decode()}"
        self.put("as a document", (200, 201), "", list_of(text + "</display-name>"), INDEX)
        self.put("an attribute beside it", (200, 201), "", b"mine",
                 INDEX + "/~~/resource-lists/list/@name",
                 Content_Type="application/xcap-att+xml")

    def test_whitespace_of_many_pieces_where_elements_stand(self):
        self.put("lines", (200, 201), "", list_of("\r\n" * (MIB - 100)), INDEX)
        self.put("empty CDATA sections", 409, "<schema-validation-error",
                 list_of("<![CDATA[ ]]>" * 100_000), INDEX)


class Faults(Hostile):
    """The first fault decides, so a document of faults costs what a good one does."""

    def test_in_every_element(self):
        for name, where, body in (
                ("entries with other attributes", INDEX,
                 list_of('<entry a="" b="" c=""/>' * 80_000)),
                ("entries with a bad URI", INDEX, list_of('<entry uri="]"/>' * 98_000)),
                ("entries with 98 other attributes", INDEX,
                 list_of(("<entry " + " ".join(f'a{i}=""' for i in range(98)) + "/>") * 2_300)),
                ("tuples without id", PIDF, presence(b'<tuple a="" b="" c=""/>' * 80_000)),
                ("devices with one id", PIDF,
                 f'<p:presence xmlns:p="{NS}pidf" xmlns="{NS}pidf:data-model" entity="sip:a@b">'
                 .encode() + b'<device id="t"/>' * 90_000 + b"</p:presence>"),
                ("notes in no language", PIDF, presence(b'<note xml:lang="1"/>' * 90_000)),
                ("rules without id", RULES, ruleset(b'<rule a="" b="" c=""/>' * 80_000)),
                ("diversions without id", SIMSERVS, simservs(b'<cp:rule a="" b=""/>' * 80_000)),
                ("profiles that are none", PROFILE, profile(b'<a b="" c=""/>' * 90_000))):
            self.put(name, 409, "<schema-validation-error", body, where)


class Uniqueness(Hostile):
    """Each id of tens of thousands is another, save the last."""

    def test_of_what_has_an_id(self):
        for name, where, wrap, one, count in (
                ("tuples", PIDF, presence, '<tuple id="%s"><status/></tuple>', 45_000),
                ("rules", RULES, ruleset, '<rule id="%s"/>', 90_000),
                ("diversions", SIMSERVS, simservs, '<cp:rule id="%s"/>', 70_000)):
            many = "".join(one % f"a{i}" for i in range(count))
            self.put(f"{count} {name}, the last twice", 409, "",
                     wrap((many + one % f"a{count - 1}").encode()), where)


class References(Hostile):
    def test_longer_than_a_request_could_be(self):
        """Each step of a selector would be an object."""
        root = f"http://127.0.0.1:{self.service.port}/xcap-root"
        own = f"{root}/resource-lists/{HOME}/index/~~/"
        much = 2 * MIB - 1000
        for name, where, body in (
                ("a list behind 900,000 wildcards", RLS, services(own + "*/" * 900_000 + "list")),
                ("a list behind 900,000 names", RLS, services(own + "a/" * 900_000 + "list")),
                ("a list behind 2,000,000 slashes", RLS, services(root + "/" * much)),
                ("an entry behind 2,000,000 slashes", INDEX,
                 list_of(f'<entry-ref ref="a{"/" * much}"/>')),
                ("an anchor of 1,000,000 segments", INDEX,
                 list_of(f'<external anchor="{root}{"/a" * (much // 2 - 20)}"/>'))):
            self.put(name, 409, "<constraint-failure", body, where)

    def test_many_as_long_as_a_request_may_be(self):
        own = f"http://127.0.0.1:{self.service.port}/xcap-root/resource-lists/{HOME}/index/~~/"
        longest = own + "*/" * ((8_000 - len(own) - 4) // 2) + "list"
        self.put("250 lists of 8,000 bytes", (201, 409), "", services(*[longest] * 250), RLS)


if __name__ == "__main__":
    unittest.main()
