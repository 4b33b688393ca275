using System.Text;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>The right side of a search parameter: values joined by commas, with <c>\</c> as escape (FHIR R4
/// §3.1.1.4.0.1).</summary>
internal static class SearchValues
{
    /// <summary>Parts between unescaped commas; escapes stay in.</summary>
    public static IReadOnlyList<string> Split(string text) => Split(text, ',');

    /// <summary>The criterion these values make.</summary>
    public static Result<Criterion> Read(ParameterName name, IReadOnlyList<string> values, DateTimeOffset now)
    {
        if (name.Chained)
            return All(values, v => Token(name, v)).Then<Criterion>(
                all => new ChainCriterion(name.Info.Name, name.Targets, all));
        return name.Info.Type switch
        {
            SearchParamType.Token => All(values, v => Token(name, v)).Then<Criterion>(
                all => new TokenCriterion(name.Info.Name, all)),
            SearchParamType.Date => All(values, v => Date(name, v, now)).Then<Criterion>(
                all => new DateCriterion(name.Info.Name, all)),
            SearchParamType.Reference => All(values, v => References(name, v)).Then<Criterion>(
                all => new ReferenceCriterion(name.Info.Name, [.. all.SelectMany(r => r)])),
            _ => All(values, v => Text(name, v)).Then<Criterion>(
                all => new StringCriterion(name.Info.Name, all)),
        };
    }

    private static Result<TokenValue> Token(ParameterName name, string value)
    {
        var parts = Split(value, '|').Select(Unescape).ToList();
        var token = parts.Count switch
        {
            1 => new TokenValue(null, parts[0]),
            2 => new TokenValue(parts[0], parts[1].Length == 0 ? null : parts[1]),
            _ => null,
        };
        return token is null or { Code: "" } or { System: "", Code: null }
            ? HubError.FieldMalformed(name.Text, "system|code, |code, code or system|")
            : name.Info.Name is "_id" or "identifier" && token.Code is null
                ? HubError.FieldMalformed(name.Text, "an identifier with its value")
                : token;
    }

    private static Result<DateValue> Date(ParameterName name, string value, DateTimeOffset now)
    {
        var hasPrefix = value.Length > 2 && char.IsAsciiLetterLower(value[0]);
        var prefix = DatePrefix.Eq;
        if (hasPrefix && !(Enum.TryParse(value[..2], ignoreCase: true, out prefix) && Enum.IsDefined(prefix)))
            return HubError.FieldMalformed(name.Text, "a date with one of the prefixes eq ne gt lt ge le sa eb ap");
        // An unescaped + in a URL arrives as a blank.
        var text = (hasPrefix ? value[2..] : value).Replace(' ', '+');
        if (!FhirDates.Span(text).TryGet(out var span, out _))
            return HubError.FieldMalformed(name.Text, "a date such as ge2026-03-02 or 2026-03-02T09:00:00+08:00");
        var slack = prefix == DatePrefix.Ap ? (now - span.Start).Duration() / 10 : TimeSpan.Zero;
        return new DateValue(prefix, span.Start - slack, span.End + slack);
    }

    private static Result<IReadOnlyList<ResourceKey>> References(ParameterName name, string value)
    {
        var text = Unescape(value);
        if (FhirReference.TryRead(text, out var type, out var id))
            return name.Targets.Count == 0 || name.Targets.Contains(type)
                ? new ResourceKey[] { new(type, id) }
                : HubError.FieldMalformed(name.Text, $"a reference to {string.Join(" or ", name.Targets)}");
        return text.Length == 0 || text.Contains('/', StringComparison.Ordinal) || name.Targets.Count == 0
            ? HubError.FieldMalformed(name.Text, "a reference such as Patient/123")
            : name.Targets.Select(t => new ResourceKey(t, text)).ToArray();
    }

    private static Result<StringValue> Text(ParameterName name, string value) =>
        string.IsNullOrWhiteSpace(value)
            ? HubError.FieldMalformed(name.Text, "a text")
            : new StringValue(Unescape(value), name.Modifier == "exact");

    private static Result<IReadOnlyList<T>> All<T>(IReadOnlyList<string> values, Func<string, Result<T>> read)
    {
        var (good, errors) = (new List<T>(), new List<HubError>());
        foreach (var value in values)
        {
            if (read(value).TryGet(out var one, out var failures))
                good.Add(one!);
            else
                errors.AddRange(failures);
        }

        return errors.Count > 0 ? Result<IReadOnlyList<T>>.Failed([.. errors.Distinct()]) : good;
    }

    private static List<string> Split(string text, char separator)
    {
        var (parts, current) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == separator)
            {
                parts.Add(current.ToString());
                current.Clear();
                continue;
            }

            current.Append(text[i]);
            if (text[i] == '\\' && i + 1 < text.Length)
                current.Append(text[++i]);
        }

        parts.Add(current.ToString());
        return parts;
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
                i++;
            plain.Append(text[i]);
        }

        return plain.ToString();
    }
}
