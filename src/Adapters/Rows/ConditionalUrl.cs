using System.Buffers;

namespace IntegrationHub.Adapters;

/// <summary>
/// Identifier values inside a conditional URL. Plain values stay readable; the rest is percent-encoded UTF-8.
/// </summary>
internal static class ConditionalUrl
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:@");

    public static string Encode(string value) =>
        value.AsSpan().ContainsAnyExcept(Plain)
            ? Uri.EscapeDataString(value).Replace("%2F", "/", StringComparison.Ordinal)
            : value;
}
