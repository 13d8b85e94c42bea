"""Links to media: a path that names its world, carries a signature and needs no key.

The signature depends on the world's seed and the name of the file, so that a link cannot be guessed from an id and one
world's link opens nothing in another.
"""

from hashlib import blake2b
from hmac import compare_digest

from layers_mock.contract import JsonObject

__all__ = ["MEDIA_PREFIX", "MediaLinks"]

MEDIA_PREFIX = "/__mock/media/"


class MediaLinks:
    """Makes and checks the links of one world."""

    __slots__ = ("_root", "_secret")

    def __init__(self, base_url: str, world_name: str, secret: bytes) -> None:
        self._secret = secret
        self._root = f"{base_url}{MEDIA_PREFIX}{world_name}/"

    def url(self, name: str) -> str:
        """The link of a file, ``assets/cnt_…/ast_….mp4`` say."""
        return f"{self._root}{self._signature(name)}/{name}"

    def opens(self, signature: str, name: str) -> bool:
        """Whether a signature fits a name."""
        return compare_digest(signature.encode(errors="replace"), self._signature(name).encode())

    def _signature(self, name: str) -> str:
        return blake2b(name.encode(errors="replace"), key=self._secret, digest_size=12).hexdigest()

    def of_asset(self, container_id: str, asset_id: str, kind: str) -> JsonObject:
        """The links of a generated asset: the file and, for a video, its still."""
        name = f"assets/{container_id}/{asset_id}"
        if kind == "image":
            return {"url": self.url(f"{name}.jpg"), "thumbnailUrl": self.url(f"{name}.jpg")}
        return {"url": self.url(f"{name}.mp4"), "thumbnailUrl": self.url(f"{name}.jpg")}

    def within(self, told: JsonObject, container: str = "containerId") -> JsonObject:
        """A job's result or an event's data with the links of its assets.

        ``container`` names the field that tells whose they are where an asset does not. What somebody wrote by hand, and is
        no asset, stays as it is.
        """
        assets, first = told.get("assets"), told.get(container)
        if not isinstance(assets, list):
            return told
        return {**told, "assets": [self._linked(asset, first) for asset in assets]}

    def _linked(self, asset: object, first: object) -> object:
        if not isinstance(asset, dict) or not {"assetId", "kind"} <= set(asset):
            return asset
        return {**asset, **self.of_asset(str(asset.get("containerId", first)), str(asset["assetId"]), str(asset["kind"]))}
