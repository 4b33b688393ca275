using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using IntegrationHub.Adapters;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Adapters;

/// <summary>What holds for every sample, whatever it shows.</summary>
public sealed partial class SampleTests
{
    public static TheoryData<string> Cases => [.. Samples.Cases];

    [Fact]
    public void Every_event_has_a_sample()
    {
        var shown = Samples.Cases.Select(c => Samples.Read(c).Header.Event).ToHashSet();

        Assert.Equal(Hl7Converter.Events, Hl7Converter.Events.Intersect(shown));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_bundle_is_valid_FHIR_for_a_strict_reader(string @case) =>
        Assert.Empty(FhirJson.TryParse(FhirJson.Serialize(Convert(@case).Bundle)).Errors);

    [Theory]
    [InlineData("OBX|1|ST|A^名||\\.br\\\\X0B\\||||||F")]
    [InlineData("OBX|1|ST|A^名||  ||||||F")]
    [InlineData("OBX|1|ST|A^名||\u00A0||||||F")]
    [InlineData("OBX|1|TX|A^名||\uFEFF龘𠮷||||||F")]
    [InlineData("OBX|1|NM|A^名||123456789012345678901234567890.12345678901234567890||||||F")]
    [InlineData("OBX|1|NM|A^名||1E400||||||F")]
    [InlineData("OBX|1|CWE|  ^ ^ ||x y ^z^ S ||||||F")]
    [InlineData("OBX|1|ED|A^名||LIS^AP^PDF^Base64^JVBERi0x||||||F")]
    public void What_a_hospital_may_send_is_delivered_as_FHIR_a_strict_reader_takes(string obx)
    {
        if (!Message.Convert(Message.Report(obx)).TryGet(out var conversion, out var refused))
            Assert.NotEmpty(refused); // told to the sender before anything is stored
        else
            Assert.Empty(FhirJson.TryParse(FhirJson.Serialize(conversion.Bundle)).Errors);
    }

    [Fact]
    public void A_control_character_of_a_hospital_is_read_again_for_delivery_though_no_client_may_send_it()
    {
        var json = FhirJson.Serialize(Message.Convert(Message.Report("OBX|1|ST|A^名||a\\X01\\b||||||F")).Value.Bundle);

        Assert.NotEmpty(FhirJson.TryParse(json).Errors);
        Assert.Equal(json, FhirJson.Serialize(FhirJson.Parse<Bundle>(json)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_reference_inside_a_bundle_finds_its_entry(string @case)
    {
        var bundle = Convert(@case).Bundle;
        var entries = bundle.Entry.Select(e => e.FullUrl).ToHashSet();
        var json = FhirJson.Serialize(bundle);

        Assert.Equal(bundle.Entry.Count, entries.Count);
        Assert.Empty(UrnReference().Matches(json).Select(m => m.Groups[1].Value).Except(entries.OfType<string>()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_entry_but_the_last_has_a_business_identifier_and_the_patient_is_first(string @case)
    {
        var entries = Convert(@case).Bundle.Entry;

        Assert.IsType<Patient>(entries[0].Resource);
        Assert.IsType<Provenance>(entries[^1].Resource);
        Assert.All(entries.SkipLast(1), e =>
        {
            var search = e.Request!.Method == Bundle.HTTPVerb.PUT
                ? e.Request.Url!.Split('?')[1]
                : e.Request.IfNoneExist!;
            var identity = Uri.UnescapeDataString(search["identifier=".Length..]).Split('|', 2);
            var identifiers = ((IIdentifiable<List<Identifier>>)e.Resource!).Identifier;
            Assert.Contains(identifiers, i => i.System == identity[0] && i.Value == identity[1]);
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_leaf_is_mapped_ignored_on_purpose_or_listed_unread(string @case)
    {
        var message = Samples.Read(@case);
        var conversion = Hl7Converter.Convert(message, Samples.Context(message) with { Explain = true }).Value;
        var explained = conversion.Steps.Select(s => Field(s.Source)).ToHashSet();
        var unread = conversion.Unread.Select(p => Field(p.ToString())).ToHashSet();

        var fields =
            from segment in message.Segments
            from number in Enumerable.Range(1, segment.FieldCount)
            where !(segment.Name == "MSH" && number < 3) && !segment[number].IsAbsent && segment[number].HasValue
            select segment[number].Path.ToString();

        Assert.DoesNotContain(fields, f => !explained.Contains(f) && !unread.Contains(f));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_same_message_converts_to_the_same_bytes_again(string @case) =>
        Assert.Equal(FhirJson.Serialize(Convert(@case).Bundle), FhirJson.Serialize(Convert(@case).Bundle));

    [Fact]
    public void Samples_hold_no_identity_number_outside_the_allowed_list()
    {
        var allowed = File.ReadLines(Path.Combine(Samples.His, "hl7v2", "identity-numbers.txt")).ToHashSet();

        var found = Samples.Cases
            .SelectMany(c => EighteenDigits().Matches(Samples.Read(c).Text))
            .Select(m => m.Value)
            .Where(n => ChineseId.IsValidIdNumber(n));

        Assert.Empty(found.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_row_of_the_search_index_is_one_the_registry_knows(string @case)
    {
        var wrong =
            from entry in Convert(@case).Bundle.Entry
            from row in SearchIndex.Rows(entry.Resource!)
            let name = row.Parameter.Split(':')[0]
            where SearchParameters.Find(entry.Resource!.TypeName, name)?.IndexedAs.Contains(name) != true
            select $"{entry.Resource!.TypeName}.{row.Parameter}";

        Assert.Empty(wrong);
    }

    private static Conversion Convert(string @case)
    {
        var message = Samples.Read(@case);
        return Hl7Converter.Convert(message, Samples.Context(message)).Value;
    }

    private static string Field(string path) => FieldOfPath().Match(path).Value;

    [GeneratedRegex("\"reference\":\"(urn:[^\"]+)\"")]
    private static partial Regex UrnReference();

    [GeneratedRegex("[0-9]{17}[0-9X]")]
    private static partial Regex EighteenDigits();

    [GeneratedRegex(@"^\w{3}(\[\d+\])?-\d+")]
    private static partial Regex FieldOfPath();
}
