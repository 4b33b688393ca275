using Hl7.Fhir.Model;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Page links open as they were given, for whom and for what they were given; and in no other way.</summary>
public sealed class PageLinkTests(SqliteFhir exchanges) : IClassFixture<SqliteFhir>
{
    private const string Name = "_position=";

    private FhirCaller Town => exchanges.Towns[0];

    [Fact]
    public async Task Ten_thousand_changed_positions_open_nothing()
    {
        var links = await LinksAsync();
        var random = new Random(20260302);
        var tries = Enumerable.Range(0, 10_000).Select(i => Flip(links[i % links.Count], random)).ToList();

        var statuses = new System.Collections.Concurrent.ConcurrentBag<int>();
        await Parallel.ForEachAsync(
            tries, new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (link, _) => statuses.Add((await Town.GetAsync(link)).Status));

        Assert.Equal(10_000, statuses.Count);
        Assert.All(statuses, s => Assert.Equal(400, s));
        foreach (var link in links)
            Assert.Equal(200, (await Town.GetAsync(link)).Status);
    }

    [Fact]
    public async Task A_position_given_to_one_is_no_position_for_another()
    {
        foreach (var link in await LinksAsync())
        {
            var (town, county) = (await Town.GetAsync(link), await exchanges.County.GetAsync(link));

            // The county may not even know of the record that the last link belongs to.
            Assert.Equal(200, town.Status);
            var mayBeUnknown = link.Contains("/fhir/Patient/", StringComparison.Ordinal);
            Assert.True(county.Status == 400 || (mayBeUnknown && county.Status == 404), $"{county.Status} {link}");
        }
    }

    [Fact]
    public async Task A_position_of_one_question_is_no_position_of_another()
    {
        var links = await LinksAsync();
        foreach (var link in links)
        {
            foreach (var other in links.Where(o => o != link))
            {
                var mixed = link[..link.IndexOf(Name, StringComparison.Ordinal)]
                    + other[other.IndexOf(Name, StringComparison.Ordinal)..];
                Assert.Equal(400, (await Town.GetAsync(mixed)).Status);
            }

            Assert.Equal(400, (await Town.GetAsync(link + "&_since=2020-01-01")).Status);
        }
    }

    // Of a search, of histories of everything, of a type and of one resource, and of a record.
    private async Task<IReadOnlyList<string>> LinksAsync()
    {
        var patient = await Town.CreateAsync(new Patient { Active = true });
        await Town.PutAsync($"Patient/{patient.Id}", new Patient { Id = patient.Id, Active = false });
        for (var i = 0; i < 3; i++)
            await Town.CreateAsync(new Basic
            {
                Code = new() { Text = "note" },
                Subject = new($"Patient/{patient.Id}"),
            });
        var links = new List<string>();
        foreach (var path in new[]
        {
            "Basic?_count=1", "_history?_count=1", "Basic/_history?_count=1",
            $"Patient/{patient.Id}/_history?_count=1", $"Patient/{patient.Id}/$everything?_count=1",
        })
            links.Add((await Town.BundleAsync(path)).NextLink!.ToString());
        return links;
    }

    // One bit of one character of the position.
    private static string Flip(string link, Random random)
    {
        var start = link.IndexOf(Name, StringComparison.Ordinal) + Name.Length;
        var position = link[start..].ToCharArray();
        var at = random.Next(position.Length);
        position[at] ^= (char)(1 << random.Next(7));
        return link[..start] + Uri.EscapeDataString(new string(position));
    }
}
