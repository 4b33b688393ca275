using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using IntegrationHub.Hub.Cli;

namespace IntegrationHub.Hub.Bench;

/// <summary>The figures as a Markdown table, as docs/performance.md shows them.</summary>
internal sealed class BenchTable(ParseResult run)
{
    public void Begin()
    {
        run.Say(string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}"));
        run.Say("");
        run.Say("| figure | value | beside |");
        run.Say("|---|---|---|");
    }

    public void Row(string figure, FormattableString value, FormattableString? beside = null) => run.Say(
        $"| {figure} | {value.ToString(CultureInfo.InvariantCulture)} | {beside?.ToString(CultureInfo.InvariantCulture)} |");
}
