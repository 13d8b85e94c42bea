"""killApiKey."""

from layers_mock.kit import Api, check, equal, holds

from .keys import ROW, by, id_of, is_refused, is_stopped, others_go_on, spare, works

__all__: list[str] = []


@check("kill-api-key.answer", alone=True)
def a_killing_answers_the_key(api: Api) -> None:
    """200 with `killed` true and every field of the key, of one that worked and of one that was killed before."""
    organization = api.made("getWhoami")["organizationId"]
    key = spare(api)
    for _ in range(2):
        made = api.call("killApiKey", key.id).succeeded(200)
        row = made["apiKey"]
        equal(sorted(ROW - set(row)), [], "fields of apiKey that are missing")
        equal(made.get("killed"), True, "killed")
        equal(
            (row["id"], row["organizationId"], row["name"]), (key.id, organization, key.row["name"]), "id, organisation, name"
        )
        equal(row["prefix"], key.row["prefix"], "prefix")
        equal((row["killSwitch"], row["isActive"]), (True, False), "killSwitch and isActive")
        holds(isinstance(row["revokedAt"], str), f"revokedAt {row['revokedAt']!r}")


@check("kill-api-key.refused-at-once", alone=True)
def the_next_request_of_a_killed_key_is_refused(api: Api) -> None:
    """It worked, it was killed, and reads and writes are 503 with the scope `key`; killed again, they still are."""
    key = spare(api)
    works(api, key.secret)
    api.call("killApiKey", key.id).succeeded(200)
    is_refused(api, key.secret)
    api.call("killApiKey", key.id).succeeded(200)
    is_stopped(api, key.secret)


@check("kill-api-key.only-that-key", alone=True)
def other_keys_go_on(api: Api) -> None:
    """Behind a killing the caller and the other keys of the organisation are let through as before."""
    api.call("killApiKey", api.state("spare_key")).succeeded(200)
    others_go_on(api)


@check("kill-api-key.revoked-at", alone=True)
def revoked_at_is_when_it_was_killed(api: Api) -> None:
    """After the rotation before it and before the one behind it, with time passing in between."""
    moments = [spare(api).row["rotatedAt"]]
    for operation, field in (("killApiKey", "revokedAt"), ("rotateApiKey", "rotatedAt"), ("killApiKey", "revokedAt")):
        api.let_pass(70, elsewhere=1.1)
        moments.append(api.call(operation, api.state("spare_key")).succeeded(200)["apiKey"][field])
    holds(moments == sorted(set(moments)), f"rotated, killed, rotated and killed at {', '.join(map(str, moments))}")


@check("kill-api-key.repeat", alone=True)
def killing_again_changes_nothing(api: Api) -> None:
    """The same row, `revokedAt` included, however much later and whoever asks."""
    key = spare(api)
    first = api.call("killApiKey", key.id).succeeded(200)
    for role in ("full", "second"):
        api.let_pass(100, elsewhere=1.1)
        equal(api.call("killApiKey", key.id, key=role).succeeded(200), first, f"the answer when {role} kills it again")
    by(api, key.secret, "listProjects").refused(503, "KILL_SWITCH")


@check("kill-api-key.any-key", alone=True)
def any_key_may_kill(api: Api) -> None:
    """Keys with a scope list, whatever it leaves out, and keys of any tier: the key is refused behind each."""
    for role in ("limited", "writer", "second", "full"):
        key = spare(api)
        api.call("killApiKey", key.id, key=role).succeeded(200)
        by(api, key.secret, "listProjects").refused(503, "KILL_SWITCH")


@check("kill-api-key.itself", alone=True)
def a_key_kills_itself(api: Api) -> None:
    """It gets its answer, and is refused when it asks again."""
    key = spare(api)
    made = by(api, key.secret, "killApiKey", key.id).succeeded(200)
    equal((made["apiKey"]["id"], made["apiKey"]["killSwitch"]), (key.id, True), "id and killSwitch")
    by(api, key.secret, "killApiKey", key.id).refused(503, "KILL_SWITCH")
    is_refused(api, key.secret)


@check("kill-api-key.whoami", alone=True)
def a_killed_key_learns_of_it(api: Api) -> None:
    """`killSwitch` is false before and true behind it, with all else as it was."""
    key = spare(api)
    before = by(api, key.secret, "getWhoami").succeeded(200)
    equal(before["killSwitch"], False, "killSwitch before")
    api.made("killApiKey", key.id)
    after = by(api, key.secret, "getWhoami").succeeded(200)
    changed = {name for name in {*before, *after} - {"creditBalance"} if before.get(name) != after.get(name)}
    equal((after["killSwitch"], changed), (True, {"killSwitch"}), "killSwitch, and the fields that changed")


@check("kill-api-key.not-found")
def killing_what_is_not_there_is_not_found(api: Api) -> None:
    """Unknown, another organisation's and the organisation's own id; the foreign key goes on."""
    foreign = id_of(api, "other")
    for key in (api.uuid(), foreign, api.made("getWhoami")["organizationId"]):
        api.call("killApiKey", key).refused(404, "NOT_FOUND")
    api.call("listProjects", key="other").succeeded(200)
    equal(api.call("getWhoami", key="other").succeeded(200)["killSwitch"], False, "killSwitch of the foreign key")
