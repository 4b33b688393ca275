using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>Scopes as text: SMART 2 (<c>system/Patient.rs</c>) and SMART 1 (<c>system/Patient.read</c>).</summary>
public static class ScopeText
{
    /// <summary>Scopes of a system.</summary>
    public const string OfSystem = "system";

    /// <summary>Scopes of a person.</summary>
    public const string OfPerson = "user";

    private const string Cruds = "cruds";

    private const int Longest = 8 * 1024;

    /// <summary>Reads a list separated by spaces; every scope that is not understood is an error of its own.</summary>
    /// <param name="text">The list.</param>
    /// <param name="level"><see cref="OfSystem"/> or <see cref="OfPerson"/>.</param>
    public static Result<Scopes> Read(string? text, string level)
    {
        var words = Words(text);
        if (words.Count == 0)
            return HubError.FieldMissing("scope", $"A scope such as {level}/Observation.rs");
        if (text!.Length > Longest)
            return HubError.LimitExceeded("The length of the scopes", Longest, "scope");
        var unknown = words.Where(w => One(w, level) is null).Select(w => new HubError(
            HubErrorCode.FieldMalformed,
            $"\"{Shown(w)}\" is no scope of this hub: {level}/TYPE.cruds, with a FHIR R4 type or *.",
            "scope")).ToList();
        return unknown.Count > 0 ? Result<Scopes>.Failed(unknown) : ReadKnown(text, level);
    }

    /// <summary>Reads the scopes of one level that are understood; others, e.g. <c>openid</c>, give nothing.</summary>
    public static Scopes ReadKnown(string? text, string level)
    {
        var letters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in Words(text))
        {
            if (One(word, level) is var (type, given))
                letters[type] = Join(letters.GetValueOrDefault(type, ""), given);
        }

        return new() { Letters = letters };
    }

    /// <summary>What both allow; <c>*</c> covers every type.</summary>
    public static Scopes Both(Scopes asked, Scopes registered)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(registered);
        if (asked.Letters is null || registered.Letters is null)
            return asked.Letters is null ? registered : asked;
        var letters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var type in asked.Letters.Keys.Union(registered.Letters.Keys))
        {
            var both = string.Concat(Cruds.Where(l => asked.Allow(type, l) && registered.Allow(type, l)));
            if (both.Length > 0)
                letters[type] = both;
        }

        return new() { Letters = letters };
    }

    /// <summary>In SMART 2's words, sorted by type.</summary>
    public static string Write(Scopes scopes, string level = OfSystem)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        return scopes.Letters is null
            ? $"{level}/*.{Cruds}"
            : string.Join(' ', scopes.Letters.OrderBy(p => p.Key, StringComparer.Ordinal)
                .Select(p => $"{level}/{p.Key}.{p.Value}"));
    }

    private static List<string> Words(string? text) =>
        [.. (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    private static (string Type, string Letters)? One(string word, string level)
    {
        if (!word.StartsWith(level + "/", StringComparison.Ordinal))
            return null;
        var rest = word[(level.Length + 1)..];
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || (rest[..dot] is var type && type != Scopes.AllTypes && !FhirTypes.IsStored(type)))
            return null;
        return rest[(dot + 1)..] switch
        {
            "read" => (type, "rs"),
            "write" => (type, "cud"),
            "*" => (type, Cruds),
            { Length: > 0 } letters when letters == Join(letters, "") => (type, letters),
            _ => null,
        };
    }

    // In the order of "cruds", each once, nothing else.
    private static string Join(string one, string other) =>
        string.Concat(Cruds.Where(l => one.Contains(l, StringComparison.Ordinal)
            || other.Contains(l, StringComparison.Ordinal)));

    private static string Shown(string word)
    {
        var plain = string.Concat(word.Select(c => c is > ' ' and < '\x7f' and not '"' and not '\\' ? c : '?'));
        return plain.Length <= 64 ? plain : plain[..64] + "...";
    }
}
