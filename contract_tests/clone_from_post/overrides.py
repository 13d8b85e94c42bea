"""Texts that replace those of the source."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from .calls import clone, cloned, outcome

__all__: list[str] = []


@check("clone-from-post.overrides-optional")
def overrides_may_be_left_out(api: Api) -> None:
    """All of them, and each of its fields."""
    texts = {name: api.text(name) for name in ("caption", "cta", "voiceOverScript")}
    clone(api, api.uuid()).succeeded(202)
    for given in ({}, texts, *({name: text} for name, text in texts.items())):
        clone(api, api.uuid(), overrides=given).succeeded(202)


@check("clone-from-post.overrides-caption")
def the_caption_is_the_one_that_was_sent(api: Api) -> None:
    """Long, with hashtags, line breaks and other scripts, in both modes, it is the completed container's as it was sent."""
    captions = [f"{api.text()} #tea {{topic}}\nSecond line \N{TEACUP WITHOUT HANDLE} té", api.text() + " word" * 250]
    made = []
    for mode in ("fork", "reimagine"):
        made += [(cloned(api, mode=mode, overrides={"caption": text, "cta": "Now"}), text) for text in captions]
    for accepted, caption in made:
        equal(outcome(api, accepted)["caption"], caption, "caption of the container")


@check("clone-from-post.overrides-cta")
def the_call_to_action_is_the_one_that_was_sent(api: Api) -> None:
    """It reads as brief.cta with and without another override, in both modes, and is not there where it was not sent."""
    plain, made = cloned(api), []
    for mode in ("fork", "reimagine"):
        for others in ({}, {"caption": api.text()}):
            overrides: dict[str, Any] = {"cta": api.text("Act"), **others}
            made.append((cloned(api, mode=mode, overrides=overrides), overrides["cta"]))
    for accepted, cta in made:
        equal(outcome(api, accepted)["brief"].get("cta"), cta, "brief.cta of the container")
    left = outcome(api, plain)["brief"].get("cta")
    holds(left not in {cta for _, cta in made}, f"brief.cta {left!r} of a clone without overrides")
