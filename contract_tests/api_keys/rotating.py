"""rotateApiKey."""

from layers_mock.kit import Api, check, equal, holds

from ..making import project_body
from .keys import ROW, by, id_of, retiring, spare, works

__all__: list[str] = []


@check("rotate-api-key.answer", alone=True)
def a_rotation_answers_key_secret_and_warning(api: Api) -> None:
    """200 with every field of the key, a secret and a warning, for a working key and for a killed one."""
    key = api.state("spare_key")
    for _ in range(2):
        made = api.call("rotateApiKey", key).succeeded(200)
        missing = ({*ROW, "rotatedAt"} - set(made["apiKey"])) | ({"apiKey", "secret", "warning"} - set(made))
        equal(sorted(missing), [], "fields that are missing")
        row = made["apiKey"]
        equal((row["killSwitch"], row["isActive"], row["revokedAt"]), (False, True, None), "killSwitch, isActive, revokedAt")
        holds(isinstance(made["warning"], str) and made["warning"], f"warning {made['warning']!r}")
        api.made("killApiKey", key)


@check("rotate-api-key.secret", alone=True)
def the_new_secret_is_the_same_key(api: Api) -> None:
    """Under each new secret whoami tells what it told under the one before, and the API is open in either header."""
    key = spare(api)
    before = by(api, key.secret, "getWhoami").succeeded(200)
    for _ in range(2):
        made = api.call("rotateApiKey", key.id).succeeded(200)
        after = by(api, made["secret"], "getWhoami").succeeded(200)
        equal(_lasting(after), _lasting(before), "getWhoami under the new secret")
        equal(after["apiKeyId"], key.id, "apiKeyId")
        works(api, made["secret"])
        headers = {"Authorization": f"Bearer {made['secret']}"}
        api.call("listProjects", key=None, headers=headers, query={"limit": 1}).succeeded(200)


def _lasting(who: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in who.items() if name != "creditBalance"}


@check("rotate-api-key.old-secret", alone=True)
def the_old_secret_opens_nothing(api: Api) -> None:
    """Every secret that was replaced is 401 on reads, writes and getWhoami, in either header, also after two rotations."""
    key, old = spare(api), []
    for _ in range(2):
        works(api, key.secret)
        old.append(key.secret)
        key = spare(api)
        for secret in old:
            by(api, secret, "getWhoami").refused(401, "UNAUTHENTICATED")
            by(api, secret, "listProjects").refused(401, "UNAUTHENTICATED")
            body = project_body(api)
            by(api, secret, "createProject", body=body).refused(401, "UNAUTHENTICATED")
            by(api, secret, "rotateApiKey", key.id).refused(401, "UNAUTHENTICATED")
            headers = {"Authorization": f"Bearer {secret}"}
            api.call("getCredits", key=None, headers=headers).refused(401, "UNAUTHENTICATED")
    works(api, key.secret)


@check("rotate-api-key.prefix", alone=True)
def the_prefix_is_the_secrets_public_part(api: Api) -> None:
    """`prefix` and a part behind an underscore make the secret; neither part comes twice."""
    key, prefixes, secrets = api.state("spare_key"), [], []
    for _ in range(3):
        made = api.call("rotateApiKey", key).succeeded(200)
        prefixes.append(made["apiKey"]["prefix"])
        secrets.append(made["secret"].rpartition("_")[2])
        holds(made["secret"].startswith(prefixes[-1] + "_"), f"prefix {prefixes[-1]} of a secret that begins with another one")
    equal((len(set(prefixes)), len(set(secrets))), (3, 3), "different prefixes and secrets of three rotations")
    killed = api.call("killApiKey", key).succeeded(200)["apiKey"]
    equal(killed["prefix"], prefixes[-1], "prefix as the next answer tells it")


@check("rotate-api-key.keeps-the-key", alone=True)
def a_rotated_key_keeps_id_organisation_and_name(api: Api) -> None:
    """id, organizationId and name as whoami and other answers tell them, rotation after rotation."""
    organization = api.made("getWhoami")["organizationId"]
    key = api.state("spare_key")
    killed = api.made("killApiKey", key)["apiKey"]
    for _ in range(2):
        row = api.call("rotateApiKey", key).succeeded(200)["apiKey"]
        equal((row["id"], row["organizationId"]), (key, organization), "id and organizationId")
        equal(row["name"], killed["name"], "name")


@check("rotate-api-key.rotated-at", alone=True)
def rotated_at_moves_on(api: Api) -> None:
    """Each rotation has a moment of its own, later where time passed, also of a key that was killed in between."""
    key = api.state("spare_key")
    first = api.call("rotateApiKey", key).succeeded(200)["apiKey"]["rotatedAt"]
    api.let_pass(90, elsewhere=1.1)
    killed = api.made("killApiKey", key)["apiKey"]["revokedAt"]
    second = api.call("rotateApiKey", key).succeeded(200)["apiKey"]["rotatedAt"]
    holds(first < killed <= second, f"rotatedAt {first}, revokedAt {killed}, rotatedAt {second}")


@check("rotate-api-key.revives", alone=True)
def a_killed_key_works_again(api: Api) -> None:
    """Killed, rotated: the new secret opens the API, the row says so, and the old secret is not known any more."""
    key = spare(api)
    killed = api.made("killApiKey", key.id)["apiKey"]
    holds(killed["killSwitch"] is True, f"killSwitch {killed['killSwitch']!r} of a key that was killed")
    made = api.call("rotateApiKey", key.id).succeeded(200)
    row = made["apiKey"]
    equal((row["killSwitch"], row["isActive"], row["revokedAt"]), (False, True, None), "killSwitch, isActive, revokedAt")
    works(api, made["secret"])
    by(api, key.secret, "listProjects").refused(401, "UNAUTHENTICATED")


@check("rotate-api-key.deleted", alone=True)
def a_deleted_key_is_not_rotated(api: Api) -> None:
    """409 CONFLICT each time and for each caller; what opened nothing opens nothing still."""
    key = api.state("retired_key")
    api.made("deleteApiKey", key)
    for role in ("full", "second", "full"):
        api.call("rotateApiKey", key, key=role).refused(409, "CONFLICT")
    row = api.made("deleteApiKey", key)["apiKey"]
    holds(row["isActive"] is False and row["revokedAt"] is not None, f"the row after the refusals: {row}")


@check("rotate-api-key.deleted", alone=True)
def a_killed_key_that_was_deleted_is_not_rotated_either(api: Api) -> None:
    """Killed and then deleted: 409, and its secret stays 503."""
    key = retiring(api)
    api.made("killApiKey", key.id)
    api.made("deleteApiKey", key.id)
    api.call("rotateApiKey", key.id).refused(409, "CONFLICT")
    by(api, key.secret, "listProjects").refused(503, "KILL_SWITCH")


@check("rotate-api-key.itself", alone=True)
def a_key_rotates_itself(api: Api) -> None:
    """Asked for with its own secret: the answer has the new one, the old one is 401, and again with the new one."""
    key = spare(api)
    secret = key.secret
    for _ in range(2):
        made = by(api, secret, "rotateApiKey", key.id).succeeded(200)
        by(api, secret, "getWhoami").refused(401, "UNAUTHENTICATED")
        by(api, secret, "rotateApiKey", key.id).refused(401, "UNAUTHENTICATED")
        secret = made["secret"]
        works(api, secret)


@check("rotate-api-key.idempotency", alone=True)
def a_repeat_tells_the_same_secret_and_rotates_nothing(api: Api) -> None:
    """The secret of the first answer still works behind each repeat; another Idempotency-Key rotates again."""
    key, headers = api.state("spare_key"), {"Idempotency-Key": api.uuid()}
    first = api.call("rotateApiKey", key, headers=headers)
    secret = first.succeeded(200)["secret"]
    for _ in range(2):
        again = api.call("rotateApiKey", key, headers=headers)
        equal((again.status, again.content), (first.status, first.content), "status and body of the repeat")
        works(api, secret)
    other = api.call("rotateApiKey", key, headers={"Idempotency-Key": api.uuid()}).succeeded(200)["secret"]
    holds(other != secret, "the same secret under another Idempotency-Key")


@check("rotate-api-key.own-idempotency", alone=True)
def a_key_that_rotated_itself_can_ask_again(api: Api) -> None:
    """With the new secret and the same Idempotency-Key the first answer comes again, and the secret goes on working."""
    key, headers = spare(api), {"Idempotency-Key": api.uuid()}
    first = by(api, key.secret, "rotateApiKey", key.id, headers=headers)
    secret = first.succeeded(200)["secret"]
    for _ in range(2):
        again = by(api, secret, "rotateApiKey", key.id, headers=headers)
        equal((again.status, again.content), (first.status, first.content), "status and body of the repeat")
    works(api, secret)


@check("rotate-api-key.without-idempotency-key", alone=True)
def without_an_idempotency_key_a_retry_rotates_again(api: Api) -> None:
    """Two calls, two secrets, and only the second one works."""
    key = api.state("spare_key")
    first, second = (api.call("rotateApiKey", key).succeeded(200)["secret"] for _ in range(2))
    holds(first != second, "the same secret from two rotations")
    by(api, first, "getWhoami").refused(401, "UNAUTHENTICATED")
    works(api, second)


@check("rotate-api-key.idempotency-key-optional", alone=True)
def a_rotation_needs_no_idempotency_key(api: Api) -> None:
    """With and without the header a rotation is a success, for keys with and without a scope list."""
    key = api.state("spare_key")
    for role in ("full", "second", "writer"):
        api.call("rotateApiKey", key, key=role).succeeded(200)
    api.call("rotateApiKey", key, headers={"Idempotency-Key": api.uuid()}).succeeded(200)


@check("rotate-api-key.not-found")
def rotating_what_is_not_there_is_not_found(api: Api) -> None:
    """Unknown, another organisation's and the organisation's own id; the foreign key goes on under its secret."""
    foreign = id_of(api, "other")
    for key in (api.uuid(), foreign, api.made("getWhoami")["organizationId"]):
        api.call("rotateApiKey", key).refused(404, "NOT_FOUND")
    equal(api.call("getWhoami", key="other").succeeded(200)["apiKeyId"], foreign, "apiKeyId of the foreign key")


@check("rotate-api-key.any-key", alone=True)
def any_key_may_rotate(api: Api) -> None:
    """Keys with a scope list, whatever it leaves out, and keys without one."""
    for role in ("limited", "writer", "second", "full"):
        api.call("rotateApiKey", api.state("spare_key"), key=role).succeeded(200)
