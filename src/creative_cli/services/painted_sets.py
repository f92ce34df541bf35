"""The sets that previews show: as ads have them where one is in memory, else painted, or sketched for a draft."""

import hashlib

from creative_cli.brief.look_names import SetName
from creative_cli.imaging.layers import decode_rgba
from creative_cli.services.recent_results import RecentResults
from creative_cli.stages import compose
from creative_cli.studio.scene_spec import RenderedScene, SceneSpec
from creative_cli.studio.sets.dressed_set import sketch_set

KEPT_SETS = 8
"""Sets in memory; one of 1080 × 1920 px takes 8 MB. A changed logo, template or copy leaves its set as it was."""


class PreviewSets:
    """Paints the sets of one preview; `sketched` says that one of them is a draft."""

    def __init__(self, painted: RecentResults[RenderedScene], *, draft: bool) -> None:
        """Use the *painted* ones, and add to them. With *draft* a set that is not among them is sketched."""
        self._known, self._draft = painted, draft
        self.sketched = False

    def paint(self, name: SetName, spec: SceneSpec, packshot: bytes) -> RenderedScene:
        """Return the set *name* for a scene with a packshot, PNG: a `SetPainter`."""
        key = (name, spec, hashlib.sha256(packshot).digest())
        scene = self._known.find(key)
        if scene is None and self._draft:
            self.sketched = True
            return sketch_set(name, spec, decode_rgba(packshot))
        if scene is None:
            scene = compose.paint_set(name, spec, packshot)
            self._known.keep(key, scene)
        return scene
