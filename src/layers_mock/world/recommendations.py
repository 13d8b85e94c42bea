"""What a project's numbers suggest: reference/recommendations/list-recommendations.

Nothing is kept: a recommendation follows from the posts, the content and the jobs there are, and so does whether somebody
acted on it. What makes one is inferred.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from layers_mock.contract import JsonObject
from layers_mock.world.ads_content import AdsContent, ads_content
from layers_mock.world.clock import iso
from layers_mock.world.ids import Key, parse, ulid
from layers_mock.world.organization import Organization
from layers_mock.world.rows import Container, Project

__all__ = ["Recommendation", "recommendations"]

_DAY = 86_400_000
_FATIGUE = 21 * _DAY
"""By then a post has gathered nearly all of what it ever will."""
_TRIAL = 7 * _DAY
"""How long content is watched before its propositions are said to work."""
_SHARE_WEIGHT = 4.0
_SCORE_WEIGHT = 0.09
_MARKS = {"refresh_fatigued": 0xFA71_65ED_5EED_FA71_65ED, "value_propositions": 0x9A1E_5EED_C0DE_9A1E_5EED}

Kind = Literal["value_propositions", "refresh_fatigued"]


class Recommendation(NamedTuple):
    """One suggestion about one container, with the call that would follow it."""

    key: Key
    kind: Kind
    created_at: int
    is_acted_on: bool
    container: Container
    rationale: str
    endpoint: str
    body: JsonObject
    confidence: float
    evidence: JsonObject

    @property
    def id(self) -> str:
        """Its id as it is printed."""
        return "rec_" + ulid(self.key)

    @property
    def status(self) -> str:
        """The vendor's word for how far it has come; nothing acknowledges or dismisses in this edition."""
        return "acted_on" if self.is_acted_on else "open"


class _Acts(NamedTuple):
    """What was done lately: when a post was cloned last, and the newest content that names a proposition."""

    cloned: dict[Key, int]
    said: dict[str, Container]


def recommendations(organization: Organization, project: Project, now: int) -> list[Recommendation]:
    """All that there is for a project, about the newest content first; nothing for an archived one."""
    if project.status == "archived":
        return []
    found: list[Recommendation] = []
    acts = _acts(organization, project)
    for content in ads_content(organization, project.key, now):
        container = _container(organization, content)
        if container is not None:
            found += _fatigued(organization, acts, content, container, now)
            found += _valued(acts, project, content, container, now)
    return found


def _fatigued(
    organization: Organization, acts: _Acts, content: AdsContent, container: Container, now: int
) -> Iterator[Recommendation]:
    """Content whose audience has seen enough of it."""
    newest = max(post.created_at for post in content.creative.posts)
    if newest + _FATIGUE > now:
        return
    oldest = min(post.created_at for post in content.creative.posts)
    views = content.creative.tally("views", oldest, now)
    if not views:
        return
    recent = content.creative.tally("views", now - 7 * _DAY, now)
    yield Recommendation(
        key=_key("refresh_fatigued", container),
        kind="refresh_fatigued",
        created_at=newest + _FATIGUE,
        is_acted_on=_is_made_anew(organization, acts, container, content, newest + _FATIGUE),
        container=container,
        rationale=f"The last 7 days brought {recent} of {views} views; another version would find new ones.",
        endpoint=f"/v1/content/{container.id}/regenerate",
        body={},
        confidence=round(max(0.0, 1 - _SHARE_WEIGHT * recent / views), 2),
        evidence={"views": views, "viewsLast7Days": recent, "newestPublishedAt": iso(newest)},
    )


def _valued(acts: _Acts, project: Project, content: AdsContent, container: Container, now: int) -> Iterator[Recommendation]:
    """Content that works, and says what it is good for."""
    named = _propositions(container)
    created = min(post.created_at for post in content.creative.posts) + _TRIAL
    if not named or not content.clears_score or created > now:
        return
    yield Recommendation(
        key=_key("value_propositions", container),
        kind="value_propositions",
        created_at=created,
        is_acted_on=_is_said_again(acts, container, created),
        container=container,
        rationale=f"Content about {', '.join(named)} scores {content.score}; more of it is worth a try.",
        endpoint=f"/v1/projects/prj_{ulid(project.key)}/content",
        body={"format": container.format, "brief": {"valuePropositions": list(named)}},
        confidence=round(content.score * _SCORE_WEIGHT, 2),
        evidence={"organicScore": content.score, "valuePropositions": list(named)},
    )


def _key(kind: Kind, container: Container) -> Key:
    return Key(container.key ^ _MARKS[kind])


def _container(organization: Organization, content: AdsContent) -> Container | None:
    key = parse(content.creative.source_id) if content.creative.source_type == "content_container" else None
    return None if key is None else organization.containers.get(key)


def _propositions(container: Container) -> tuple[str, ...]:
    named = container.brief.get("valuePropositions")
    return tuple(one for one in named if isinstance(one, str)) if isinstance(named, list | tuple) else ()


def _acts(organization: Organization, project: Project) -> _Acts:
    """What was asked for in a project, in one look at its content."""
    acts = _Acts({}, {})
    for _, row in organization.containers.newest_first(project.key):
        if row.source_post is not None:
            acts.cloned.setdefault(row.source_post, row.created_at)
        for proposition in _propositions(row):
            acts.said.setdefault(proposition, row)
    return acts


def _is_made_anew(organization: Organization, acts: _Acts, container: Container, content: AdsContent, since: int) -> bool:
    """Whether the content was regenerated since, or one of its posts cloned."""
    job = None if container.job is None else organization.jobs.get(container.job)
    if job is not None and job.kind == "content_regenerate" and job.started_at >= since:
        return True
    return any(acts.cloned.get(post.key, -1) >= since for post in content.creative.posts)


def _is_said_again(acts: _Acts, container: Container, since: int) -> bool:
    """Whether other content that names one of the propositions was asked for since."""
    latest = (acts.said[proposition] for proposition in _propositions(container))
    return any(row.key != container.key and row.created_at >= since for row in latest)
