using System.Text.RegularExpressions;
using Xunit;

namespace IntegrationHub.Architecture;

/// <summary>Habits of the house a reviewer should not have to check by eye.</summary>
public sealed partial class HabitTests
{
    private static readonly string[] ForbiddenEndings = ["Manager", "Helper", "Helpers", "Utils", "Processor"];

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var tooLong = Repository.Sources("src")
            .Where(f => !f.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(f => (File: Path.GetRelativePath(Repository.Root, f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > 400);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_folder_under_src_holds_more_than_15_source_files_or_lies_deeper_than_3()
    {
        var crowded = Repository.Sources("src").GroupBy(f => Path.GetDirectoryName(f)!)
            .Where(g => g.Count() > 15 || Path.GetRelativePath(Path.Combine(Repository.Root, "src"), g.Key)
                .Count(c => c == Path.DirectorySeparatorChar) > 3)
            .Select(g => $"{Path.GetRelativePath(Repository.Root, g.Key)} ({g.Count()})");

        Assert.Empty(crowded);
    }

    [Fact]
    public void Types_carry_names_from_the_field()
    {
        var empty = Repository.Sources("src").Select(f => Path.GetFileNameWithoutExtension(f))
            .Where(n => ForbiddenEndings.Any(e => n.EndsWith(e, StringComparison.Ordinal)));

        Assert.Empty(empty);
    }

    [Fact]
    public void Every_log_event_has_a_number_of_its_own_that_docs_events_lists()
    {
        var ids = Repository.Sources("src").SelectMany(f => EventId().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups[1].Value).ToList();
        var listed = EventRow().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "events.md")))
            .Select(m => m.Groups[1].Value);

        Assert.Equal(ids.Distinct().Count(), ids.Count);
        Assert.Equal(ids.Order(), listed.Order());
    }

    [GeneratedRegex(@"EventId\s*=\s*(\d+)")]
    private static partial Regex EventId();

    [GeneratedRegex(@"(?m)^\|\s*(\d+)\s*\|")]
    private static partial Regex EventRow();
}
