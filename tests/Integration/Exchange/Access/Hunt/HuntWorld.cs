using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using FhirTask = Hl7.Fhir.Model.Task;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>A consortium, a second one beside it, and an outsider, with records of some residents. From a seed.</summary>
internal static class HuntWorld
{
    public static readonly IReadOnlyList<string> Custodians = ["city", "county", "town", "village", "clinic", "outsider"];

    public static MemberDirectory Members { get; } = new(
        Custodians.Select((id, i) => new Member
        {
            Id = id,
            Name = id,
            Tier = i switch { 0 => Tier.City, 1 => Tier.County, 2 => Tier.Township, _ => Tier.Village },
            Facilities = [id.ToUpperInvariant()],
            Gateway = "gw-" + id,
        }),
        [
            Consortium("a", "city", "county", "town", "village"), Consortium("b", "city", "clinic"),
        ]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static ExchangeOptions Options((string? Postgres, string? Sqlite) database) =>
        ExchangeRig.Options(database) with { Members = Members };

    /// <summary>Writes the records as their custodians, through the API, and referrals through messages.</summary>
    public static async System.Threading.Tasks.Task FillAsync(
        WebApplication app, IReadOnlyDictionary<string, FhirCaller> callers, int patients, int seed)
    {
        var random = new Random(seed);
        var records = new HuntRecords(Custodians, TimeProvider.System.GetUtcNow(), random);
        List<HuntRecord> all =
            [.. Enumerable.Range(0, patients).SelectMany(records.Of), .. records.Unowned()];
        foreach (var record in all)
            await PutAsync(callers, record, record.Resource);
        foreach (var record in all.Where(_ => random.Next(4) == 0))
        {
            if (random.Next(4) == 0 && record.Resource is not Patient)
                await callers[record.Custodian].DeleteAsync($"{record.Resource.TypeName}/{record.Resource.Id}");
            else
                await PutAsync(callers, record, HuntRecords.Changed(record.Resource));
        }

        await ReferAsync(app.Services.GetRequiredService<IntakeDesk>(), random);
    }

    private static async System.Threading.Tasks.Task PutAsync(
        IReadOnlyDictionary<string, FhirCaller> callers, HuntRecord record, Resource resource)
    {
        var reply = await callers[record.Custodian].PutAsync($"{resource.TypeName}/{resource.Id}", resource);
        Assert.True(reply.Status is 200 or 201, $"{resource.TypeName}: {reply.Status} {reply.Body}");
    }

    private static async System.Threading.Tasks.Task ReferAsync(IntakeDesk intake, Random random)
    {
        for (var i = 0; i < 6; i++)
        {
            var number = ResidentNumber(i);
            var (from, to) = (Custodians[random.Next(6)], Custodians[random.Next(6)]);
            if (from == to)
                continue;
            var (sends, takes) = (new Hospital(from, $"M{i}", number), new Hospital(to, $"N{i}", number));
            List<MessageConverted> messages =
            [
                sends.Result($"L{i}", 100 + i), takes.Result($"K{i}", 90 + i),
                sends.Visit("A01", $"V{i}", Encounter.EncounterStatus.InProgress),
                sends.Refer("I12", $"R{i}", from, to, reason: "胸痛"),
            ];
            if (random.Next(3) is var step and > 0)
                messages.Add(takes.Refer(
                    "I13", $"R{i}", from, to,
                    step == 1 ? FhirTask.TaskStatus.Accepted : FhirTask.TaskStatus.Rejected, reason: "意见"));
            foreach (var message in messages)
                await intake.TakeAsync([IntakeItem.Of(message)], Ct);
        }
    }

    private static string ResidentNumber(int i)
    {
        var body = $"11010519{70 + i}0101{100 + (3 * i)}";
        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        return body + "10X98765432"[body.Select((c, p) => (c - '0') * weights[p]).Sum() % 11];
    }

    private static Consortium Consortium(string id, params string[] members) => new()
    {
        Id = id,
        Name = id,
        Kind = ConsortiumKind.CountyCommunity,
        Lead = members[0],
        Members = members,
    };
}
