using Hl7.Fhir.Model;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Searches as clients ask them: compartments, the whole system, handling of what is unknown, pages.</summary>
public abstract class SearchContract(IFhirExchanges exchanges)
{
    private const string Form = "application/x-www-form-urlencoded";

    private FhirCaller Town => exchanges.Towns[0];

    [Fact]
    public async Task A_compartment_holds_what_refers_to_its_owner_and_nothing_else()
    {
        var patient = await NewAsync(new Patient());
        var other = await NewAsync(new Patient());
        var encounter = await NewAsync(Visit(patient));
        var mine = await NewAsync(Seen(patient, encounter));
        var written = await NewAsync(Seen(other, null, performer: patient));
        await NewAsync(Seen(other, null));

        Assert.Equal(Sorted(mine, written), Found(await Town.BundleAsync($"{patient}/Observation")));
        Assert.Equal([mine], Found(await Town.BundleAsync($"{encounter}/Observation?status=final")));
        Assert.Empty(Found(await Town.BundleAsync($"{encounter}/Observation?status=amended")));
        Assert.Equal([encounter], Found(await Town.BundleAsync($"{patient}/Encounter")));
        Assert.Empty(Found(await Town.BundleAsync("Patient/nobody-there/Observation")));
        var form = await Town.SendAsync("POST", $"{patient}/Observation/_search", "status=final&_count=1", [], Form);
        var page = form.Resource<Bundle>();
        Assert.Equal(200, form.Status);
        string[] both = [.. Found(page), .. Found(await Town.BundleAsync(page.NextLink!.ToString()))];
        Assert.Equal(Sorted(mine, written), Sorted(both));
        Assert.Equal(404, (await Town.GetAsync($"{encounter}/Patient")).Status);
        Assert.Equal(404, (await Town.GetAsync($"{patient}/*")).Status);
    }

    [Fact]
    public async Task The_whole_system_is_searched_by_what_all_types_have()
    {
        var tag = "sys-" + Guid.NewGuid().ToString("N")[..8];
        var patient = await NewAsync(Tagged(new Patient(), tag));
        var observation = await NewAsync(Tagged(Seen(patient, null), tag));
        await NewAsync(Tagged(Visit(patient), tag));

        var two = await Town.BundleAsync($"?_type=Patient,Observation&_tag={tag}&_lastUpdated=gt2020-01-01");
        var form = await Town.SendAsync(
            "POST", "_search", $"_type=Patient,Observation&_tag={tag}&_lastUpdated=lt2020-01-01", [], Form);
        var all = await Town.BundleAsync($"?_tag={tag}&_count=2");
        var rest = await Town.BundleAsync(all.NextLink!.ToString());

        Assert.Equal(Sorted(patient, observation), Found(two));
        Assert.Equal(200, form.Status);
        Assert.Empty(Found(form.Resource<Bundle>()));
        Assert.Equal(3, Found(all).Concat(Found(rest)).Distinct().Count());
        Assert.Equal(400, (await Town.GetAsync($"?_type=Patient,Dragon&_tag={tag}")).Status);
        var foreign = await Town.GetAsync("?_type=Patient,Observation&name=x", ("Prefer", "handling=strict"));
        Assert.Equal(400, foreign.Status);
    }

    [Fact]
    public async Task What_is_unknown_is_refused_or_ignored_with_a_warning_and_the_self_link_shows_what_was_used()
    {
        var patient = await NewAsync(new Patient { Gender = AdministrativeGender.Female });
        var search = $"Patient?_id={patient[8..]}&gender=female&colour=red&shoe:exact=43";

        var strict = await Town.GetAsync(search, ("Prefer", "handling=strict"));
        var lenient = await Town.GetAsync(search, ("Prefer", "handling=lenient"));
        var wrong = await Town.GetAsync(search + "&birthdate=soon", ("Prefer", "handling=lenient"));

        Assert.Equal(400, strict.Status);
        Assert.Equal(["FieldMalformed colour", "FieldMalformed shoe:exact"], strict.Issues);
        Assert.Equal(200, lenient.Status);
        var bundle = lenient.Resource<Bundle>();
        Assert.Equal([patient], Found(bundle));
        var outcome = Assert.Single(bundle.Entry, e => e.Search!.Mode == Bundle.SearchEntryMode.Outcome);
        var issues = Assert.IsType<OperationOutcome>(outcome.Resource).Issue;
        Assert.Equal(["colour", "shoe:exact"], issues.Select(i => i.Expression.Single()));
        Assert.All(issues, i => Assert.Equal(OperationOutcome.IssueSeverity.Warning, i.Severity));
        Assert.Equal(
            $"?_id={patient[8..]}&gender=female", bundle.SelfLink!.Query);
        Assert.Equal((400, "FieldMalformed birthdate"), (wrong.Status, wrong.Issues[0]));
    }

    [Fact]
    public async Task A_page_link_works_as_it_was_given_and_no_other_way()
    {
        var tag = "page-" + Guid.NewGuid().ToString("N")[..8];
        for (var i = 0; i < 3; i++)
            await NewAsync(Tagged(new Patient(), tag));
        var first = await Town.BundleAsync($"Patient?_tag={tag}&_count=1&_sort=_id");
        var next = first.NextLink!.ToString();
        var position = next[(next.IndexOf("_position=", StringComparison.Ordinal) + "_position=".Length)..];
        var turned = (position[5] == 'A' ? 'B' : 'A') + position[6..];

        string[] tampered =
        [
            next.Replace(position, position[..5] + turned, StringComparison.Ordinal),
            next.Replace(position, position[..^4], StringComparison.Ordinal),
            next.Replace(position, "", StringComparison.Ordinal),
            next.Replace(position, "%F0%A0%AE%B7", StringComparison.Ordinal),
            next.Replace("_sort=_id", "_sort=-_id", StringComparison.Ordinal),
            next.Replace(tag, "another", StringComparison.Ordinal),
            next.Replace("/Patient?", "/Observation?", StringComparison.Ordinal),
        ];

        foreach (var caller in exchanges.Towns)
        {
            var second = await Town.GetAsync(next);
            Assert.Equal(200, second.Status);
            foreach (var link in tampered)
            {
                var reply = await caller.GetAsync(link);
                Assert.Equal((400, link), (reply.Status, link));
                Assert.NotEmpty(reply.Outcome.Issue);
            }
        }
    }

    [Fact]
    public async Task Includes_are_complete_on_every_page_and_followed_further_when_asked()
    {
        var tag = "inc-" + Guid.NewGuid().ToString("N")[..8];
        var hospital = await NewAsync(new Organization { Name = "H" });
        var ward = await NewAsync(new Organization { Name = "W", PartOf = new(hospital) });
        var patient = await NewAsync(new Patient { ManagingOrganization = new(ward) });
        var seen = new List<string>();
        for (var i = 0; i < 5; i++)
            seen.Add(await NewAsync(Tagged(Seen(patient, null), tag)));
        var provenance = await NewAsync(new Provenance
        {
            Target = [.. seen.Select(s => new ResourceReference(s))],
            Recorded = DateTimeOffset.UnixEpoch,
            Agent = [new() { Who = new(ward) }],
        });

        var link = $"Observation?_tag={tag}&_count=2&_include=Observation:subject&_include:iterate=Patient:organization"
            + "&_include:iterate=Organization:partof&_revinclude=Provenance:target";
        var matches = new List<string>();
        for (var pages = 0; link is not null; pages++)
        {
            Assert.True(pages < 3, "more pages than matches");
            var page = await Town.BundleAsync(link);
            matches.AddRange(Found(page));
            Assert.Equal(
                Sorted(hospital, ward, patient, provenance), Found(page, Bundle.SearchEntryMode.Include));
            link = page.NextLink?.ToString();
        }

        Assert.Equal(Sorted([.. seen]), matches.Order());
        var reverse = await Town.BundleAsync(
            $"{hospital[..12]}?_id={hospital[13..]}&_revinclude=Organization:partof"
            + "&_revinclude:iterate=Patient:organization&_revinclude:iterate=Observation:subject");
        Assert.Equal(Sorted([ward, patient, .. seen]), Found(reverse, Bundle.SearchEntryMode.Include));
    }

    private async Task<string> NewAsync(Resource resource) =>
        $"{resource.TypeName}/{(await Town.CreateAsync(resource)).Id}";

    private static string[] Found(Bundle bundle, Bundle.SearchEntryMode mode = Bundle.SearchEntryMode.Match) =>
        Sorted([.. bundle.Entry.Where(e => e.Search!.Mode == mode)
            .Select(e => $"{e.Resource!.TypeName}/{e.Resource.Id}")]);

    private static string[] Sorted(params string[] all) => [.. all.Order()];

    private static T Tagged<T>(T resource, string tag)
        where T : Resource
    {
        resource.Meta = new() { Tag = [new("urn:test", tag)] };
        return resource;
    }

    private static Encounter Visit(string patient) => new()
    {
        Status = Encounter.EncounterStatus.Finished,
        Class = new("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB"),
        Subject = new(patient),
    };

    private static Observation Seen(string patient, string? encounter, string? performer = null) => new()
    {
        Status = ObservationStatus.Final,
        Code = new("http://loinc.org", "718-7"),
        Subject = new(patient),
        Encounter = encounter is null ? null : new(encounter),
        Performer = performer is null ? [] : [new(performer)],
    };
}

public sealed class SearchOnSqlite(SqliteFhir exchanges) : SearchContract(exchanges), IClassFixture<SqliteFhir>;

public sealed class SearchOnPostgres(PostgresFhir exchanges) : SearchContract(exchanges), IClassFixture<PostgresFhir>;
