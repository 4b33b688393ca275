using System.Text;
using IntegrationHub.Adapters;
using Xunit;

namespace IntegrationHub.Unit.Adapters;

/// <summary><c>docs/adapters/hl7v2.md</c> is written from the maps themselves; <c>HUB_ACCEPT=1</c> writes it anew.</summary>
public sealed class AdapterDocumentTests
{
    private static readonly string File = Path.Combine(Samples.Root, "docs", "adapters", "hl7v2.md");

    [Fact]
    public void The_document_of_the_maps_shows_every_row()
    {
        var actual = Write();
        if (Environment.GetEnvironmentVariable("HUB_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            System.IO.File.WriteAllText(File, actual);
        }

        Assert.Equal(System.IO.File.ReadAllText(File), actual);
    }

    [Fact]
    public void Every_table_cites_its_source_and_every_ignored_field_its_reason()
    {
        Assert.All(MapCatalogue.Tables, t => Assert.StartsWith("v2-to-FHIR: ", t.Source, StringComparison.Ordinal));
        Assert.All(
            MapCatalogue.Tables.SelectMany(t => t.Rows),
            r => Assert.False(string.IsNullOrWhiteSpace(r.Element ?? r.IgnoredBecause)));
    }

    private static string Write()
    {
        var text = new StringBuilder()
            .Append("# HL7 v2 → FHIR R4\n\n")
            .Append("Written from the maps by a test; do not edit. Events: ")
            .AppendJoin(", ", Hl7Converter.Events)
            .Append(".\n\nA field that stands in no row is listed as unread with the message. ")
            .Append("`required`: without it the message is refused, with every other reason at once.\n");
        foreach (var table in MapCatalogue.Tables)
        {
            text.Append("\n## ").Append(table.Segment).Append(" → ").Append(table.Target).Append("\n\n")
                .Append(table.Source).Append("\n\n| field | element | |\n|---|---|---|\n");
            foreach (var row in table.Rows)
                text.Append("| ").Append(row.Path).Append(" | ").Append(row.Element ?? "–").Append(" | ")
                    .Append(row.IsRequired ? "required" : row.IgnoredBecause).Append(" |\n");
        }

        return text.ToString();
    }
}
