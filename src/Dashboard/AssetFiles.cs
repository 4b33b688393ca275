using System.Collections.Frozen;
using System.Security.Cryptography;
using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Dashboard;

/// <summary>Style, script and icon out of this assembly; their address changes with their content.</summary>
internal static class AssetFiles
{
    private static readonly FrozenDictionary<string, Asset> All = new[]
    {
        Load("ops.css", "text/css; charset=utf-8"),
        Load("ops.js", "text/javascript; charset=utf-8"),
        Load("icon.svg", "image/svg+xml"),
    }.ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    internal static string Address(string name) => $"/ops/assets/{name}?v={All[name].Version}";

    internal static IResult Get(string name, HttpContext http)
    {
        if (!All.TryGetValue(name, out var asset))
            return OpsJson.Failed(404, HubError.NotFound("This file"));
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(asset.Bytes, asset.Type);
    }

    private static Asset Load(string name, string type)
    {
        using var stream = typeof(AssetFiles).Assembly.GetManifestResourceStream("assets/" + name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new(name, type, bytes, Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]);
    }

    private sealed record Asset(string Name, string Type, byte[] Bytes, string Version);
}
