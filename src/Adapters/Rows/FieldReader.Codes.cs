using System.Text;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <content>Codes: every coding of the source is kept; the channel's table adds the standard one.</content>
internal readonly partial struct FieldReader
{
    /// <summary>CWE, CE, CNE, IS or ID as a concept.</summary>
    /// <param name="table">HL7 table the field is defined with, e.g. <c>0078</c>; null for local codes.</param>
    public CodeableConcept? Concept(string? table = null)
    {
        var cwe = Cwe.Read(value);
        var (code, display) = (cwe.Code, cwe.Display);
        var concept = new CodeableConcept { Text = cwe.OriginalText ?? display };
        AddCoding(concept, cwe.System, code, display, cwe.SystemVersion, table);
        AddCoding(concept, cwe.AlternateSystem, cwe.AlternateCode, cwe.AlternateDisplay, cwe.AlternateSystemVersion,
            null);
        AddCoding(concept, cwe.SecondAlternateSystem, cwe.SecondAlternateCode, cwe.SecondAlternateDisplay, null, null);
        if (code is not null)
            AddStandard(concept, code);
        if (concept.Coding.Count == 0 && concept.Text is null)
            return null;
        concept.Text ??= concept.Coding.Find(c => c.Display is not null)?.Display ?? WordsOf(concept);
        return concept;
    }

    /// <summary>A concept whose coding system stands in a field of its own, as before version 2.4.</summary>
    public CodeableConcept? ConceptOf(Hl7Value system)
    {
        var concept = Concept();
        if (concept?.Coding.Count > 0 && system.TextOrNull is { } name && Cwe.Read(value).System is null)
            concept.Coding[^1].System = SystemOf(name, null);
        return concept;
    }

    /// <summary>One concept per repetition.</summary>
    public List<CodeableConcept> Concepts(string? table = null)
    {
        var concepts = new List<CodeableConcept>(1);
        foreach (var repetition in value.Repetitions)
        {
            if (repetition.HasValue && At(repetition).Concept(table) is { } concept)
                concepts.Add(concept);
        }

        return concepts;
    }

    /// <summary>
    /// A code FHIR binds: from the table, with the original beside it when the sender used other words.
    /// </summary>
    public Code<T> Code<T>(CodeMap<T> map)
        where T : struct, Enum
    {
        var sent = value.Text.Trim();
        var code = Translate(sent) ?? sent;
        if (map.Standard.TryGetValue(code, out var known) && code == sent)
            return new(known);
        var found = map.Standard.TryGetValue(code, out known) || map.Usual.TryGetValue(code, out known);
        if (!found)
            Unmapped(map.Name);
        var system = Ascii.IsValid(sent) ? map.LocalSystem : null;
        return new(found ? known : map.Otherwise) { Extension = [Original(system, sent)] };
    }

    // 头晕待查 where a code belongs is both the code and the words.
    private static string? WordsOf(CodeableConcept concept) =>
        concept.Coding.Find(c => c.Code is { } code && !Ascii.IsValid(code))?.Code;

    private Extension Original(string? system, string code) =>
        new(FhirNames.OriginalCode, new Coding(system ?? LocalSystem(null), code));

    private string? Translate(string code) =>
        scope.Context.Map.Codes.TryGetValue(row.Path, out var table) && table.Rows.TryGetValue(code, out var standard)
            ? standard.Code
            : null;

    private void AddCoding(
        CodeableConcept concept, string? system, string? code, string? display, string? version, string? table)
    {
        if (code is null)
            return;
        concept.Coding.Add(new(SystemOf(system, table), code, display == code ? null : display) { Version = version });
    }

    private void AddStandard(CodeableConcept concept, string code)
    {
        if (!scope.Context.Map.Codes.TryGetValue(row.Path, out var table))
            return;
        if (table.LocalSystem is not null)
            concept.Coding[0].System = table.LocalSystem;
        if (!table.Rows.TryGetValue(code, out var standard))
        {
            Unmapped($"table {table.Name}");
            return;
        }

        if (!concept.Coding.Exists(c => c.System == standard.System && c.Code == standard.Code))
            concept.Coding.Insert(table.StandardFirst ? 0 : 1, new(standard.System, standard.Code, standard.Display));
    }

    private string SystemOf(string? name, string? table)
    {
        if (name is null or "L")
            return table is null ? LocalSystem(null) : FhirNames.V2Table(table);
        return scope.Context.Map.CodeSystems.TryGetValue(name, out var configured) ? configured
            : CodeSystemNames.Find(name) ?? LocalSystem(name);
    }

    private string LocalSystem(string? name) => FhirNames.Scoped(
        scope.Context.Member, name is null ? row.LocalKind : Uri.EscapeDataString(name.ToLowerInvariant()));
}
