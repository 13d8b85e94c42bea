"""How the SDK is built into an app of each platform. Source: reference/sdk-apps/install-spec.

The page shows one platform in part; packages and snippets are stand-ins of the same shape (inferred).
"""

from collections.abc import Mapping

from layers_mock.contract import JsonObject

__all__ = ["INGEST_ENDPOINT", "install_spec"]

INGEST_ENDPOINT = "https://in.layers.com/l/events"
_VERSION = "2.0.0"
_JAVASCRIPT = 'import {{ Layers }} from "{package}";\n\nLayers.init({{ appId: "{app}", ingestEndpoint: "{endpoint}" }});\n'
_SPECS: Mapping[str, tuple[JsonObject, str]] = {
    "ios": (
        {"manager": "spm", "url": "https://sdk.layers.example/layers-sdk-ios", "from": _VERSION},
        'import LayersSDK\n\nLayers.configure(appId: "{app}", ingestEndpoint: "{endpoint}")\n',
    ),
    "android": (
        {"manager": "gradle", "package": "com.layers.example:sdk-android", "version": _VERSION},
        'import com.layers.example.sdk.Layers\n\nLayers.init(this, appId = "{app}", ingestEndpoint = "{endpoint}")\n',
    ),
    "web": ({"manager": "npm", "package": "layers-sdk-web.example", "version": _VERSION}, _JAVASCRIPT),
    "react-native": ({"manager": "npm", "package": "layers-sdk-react-native.example", "version": _VERSION}, _JAVASCRIPT),
    "expo": ({"manager": "npm", "package": "layers-sdk-expo.example", "version": _VERSION}, _JAVASCRIPT),
    "flutter": (
        {"manager": "pub", "package": "layers_sdk_example", "version": _VERSION},
        "import 'package:layers_sdk_example/layers.dart';\n\nLayers.init(appId: '{app}', ingestEndpoint: '{endpoint}');\n",
    ),
}
"""Dependency and snippet by platform."""


def install_spec(app: str, platform: str) -> JsonObject:
    """What one platform needs: the dependency, the environment, and the lines that start the SDK."""
    dependency, snippet = _SPECS[platform]
    return {
        "platform": platform,
        "dependency": dict(dependency),
        "envVars": [
            {"name": "LAYERS_APP_ID", "value": app},
            {"name": "LAYERS_INGEST_ENDPOINT", "value": INGEST_ENDPOINT},
        ],
        "initSnippet": snippet.format(app=app, endpoint=INGEST_ENDPOINT, package=dependency.get("package", "")),
    }
