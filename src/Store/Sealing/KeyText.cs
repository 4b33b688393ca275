using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Sealing;

/// <summary>Keys as text: base64 of 32 bytes, or lines of <c>id=base64</c>.</summary>
internal static class KeyText
{
    /// <summary>One key; the text is never repeated in the reason.</summary>
    public static Result<DataKey> One(string id, string base64, string place)
    {
        if (!DataKey.IsId(id))
            return Wrong("A key's id is 2 to 40 of a-z, 0-9 and -: rename it.", place);
        var secret = new byte[DataKey.Length];
        return Convert.TryFromBase64String(base64.Trim(), secret, out var length) && length == DataKey.Length
            ? new DataKey(id, secret)
            : Wrong("This is no key: 32 bytes in base64 are expected (hub keys new writes one).", place);
    }

    /// <summary>Lines of <c>id=base64</c>, the active key first.</summary>
    public static Result<KeyRing> Lines(string text, string place)
    {
        var (keys, errors) = (new List<DataKey>(), new List<HubError>());
        foreach (var line in text.Split(['\n', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var cut = line.IndexOf('=', StringComparison.Ordinal);
            var read = One(cut < 0 ? "" : line[..cut].Trim(), cut < 0 ? "" : line[(cut + 1)..], place);
            if (!read.TryGet(out var key, out var failures))
                errors.AddRange(failures);
            else if (keys.Any(k => k.Id == key.Id))
                errors.Add(new(HubErrorCode.ConfigurationInvalid, $"The key {key.Id} stands there twice.", place));
            else
                keys.Add(key);
        }
        if (keys.Count == 0 && errors.Count == 0)
            errors.Add(new(HubErrorCode.ConfigurationInvalid, "There is no key: lines of id=base64 are expected.", place));
        return errors.Count > 0 ? Result<KeyRing>.Failed(errors) : new KeyRing(keys, keys[0].Id);
    }

    private static HubError Wrong(string text, string place) => new(HubErrorCode.ConfigurationInvalid, text, place);
}
