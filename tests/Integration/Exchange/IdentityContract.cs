using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>One resident, whoever sends them.</summary>
public abstract class IdentityContract(EmptyDatabase database)
{
    private const string IdNumber = "11010519491231002X";
    private const string OtherNumber = "110105194912310038";

    [Fact]
    public async Task The_same_person_from_two_hospitals_is_one_resident_with_both_numbers()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());

        await rig.TakeAsync(new Hospital("town", "M1", IdNumber).Result("L1", 1));
        await rig.TakeAsync(new Hospital("county", "C9", IdNumber).Result("L2", 2));

        var resident = Assert.Single((await rig.SearchAsync("Patient")).Matches);
        Assert.Equal(
            [
                "urn:hub:town:mr|M1 Organization/town",
                $"urn:oid:2.16.156.10011.1.3|{IdNumber} Organization/town",
                "urn:hub:county:mr|C9 Organization/county",
            ],
            IdentifiersOf(resident));
        Assert.Equal(2, (await rig.SearchAsync("Observation", ("patient", resident.Id))).Matches.Count);
    }

    [Fact]
    public async Task Two_records_that_turn_out_to_be_one_person_are_merged_with_everything_they_hold()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var nameless = new Hospital("town", "M1");
        await rig.TakeAsync(nameless.Result("L1", 1));
        await rig.TakeAsync(new Hospital("county", "C9", IdNumber).Result("L2", 2));
        Assert.Equal(2, (await rig.SearchAsync("Patient", ("active", "true"))).Matches.Count);

        var known = new Hospital("town", "M1", IdNumber);
        known.SkipNumber();
        await rig.TakeAsync(known.Result("L3", 3));

        var survivor = Assert.Single((await rig.SearchAsync("Patient", ("active", "true"))).Matches);
        var loser = Assert.Single((await rig.SearchAsync("Patient", ("active", "false"))).Matches);
        Assert.Contains($"Patient/{survivor.Id}", loser.BodyJson, StringComparison.Ordinal);
        Assert.Contains("replaced-by", loser.BodyJson, StringComparison.Ordinal);
        Assert.Equal(3, (await rig.SearchAsync("Observation", ("patient", survivor.Id))).Matches.Count);
        Assert.Empty((await rig.SearchAsync("Observation", ("patient", loser.Id))).Matches);
    }

    [Fact]
    public async Task A_record_number_whose_resident_has_another_id_number_is_refused_not_mixed()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        await rig.TakeAsync(new Hospital("town", "M1", IdNumber).Result("L1", 1));
        var reused = new Hospital("town", "M1", OtherNumber);
        reused.SkipNumber();
        var message = reused.Result("L2", 2);

        await rig.TakeAsync(message);

        var receipt = rig.ReceiptOf(message.MessageId)!;
        Assert.Equal((ReceiptOutcome.Refused, HubErrorCode.Conflict), (receipt.Outcome, receipt.Errors.Single().Code));
        Assert.Single((await rig.SearchAsync("Patient")).Matches);
        Assert.Single((await rig.SearchAsync("Observation")).Matches);
    }

    [Fact]
    public async Task First_messages_of_one_person_at_the_same_moment_through_two_exchanges_make_one_resident()
    {
        var where = await database();
        await using var one = await ExchangeRig.StartAsync(where);
        await using var two = where.Postgres is null ? null : await ExchangeRig.StartAsync(where);
        string[] members = ["city", "county", "town", "village", "city", "county", "town", "village"];

        for (var round = 0; round < 10; round++)
        {
            var number = Numbers.Valid(round);
            await Task.WhenAll(members.Select((member, i) =>
                (i % 2 == 0 ? one : two ?? one).TakeAsync(
                    new Hospital(member, $"{i}-{round}", number).Result($"{i}-{round}", i))));

            var resident = Assert.Single(
                (await one.SearchAsync("Patient", ("identifier", "urn:oid:2.16.156.10011.1.3|" + number))).Matches);
            Assert.Equal(9, IdentifiersOf(resident).Count);
            Assert.Equal(8, (await one.SearchAsync("Observation", ("patient", resident.Id))).Matches.Count);
        }

        Assert.Equal(10, (await one.SearchAsync("Patient", ("_total", "accurate"))).Total);
        Assert.All(one.Bus.Of<MessageReceipt>(), r => Assert.Equal(ReceiptOutcome.Stored, r.Outcome));
    }

    [Fact]
    public async Task Demographics_take_the_newest_word_of_any_member_field_by_field()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var town = new Hospital("town", "M1", IdNumber) { Name = "旧", Phone = "111" };
        var county = new Hospital("county", "C1", IdNumber) { Name = "新" };
        var first = town.Result("L1", 1);
        county.Result("L0", 0); // a minute passes
        county = new Hospital("county", "C1", IdNumber) { Name = "新" };
        var second = county.Result("L2", 2);

        await rig.TakeAsync(second with { EventAt = first.EventAt.AddHours(1) });
        await rig.TakeAsync(first);

        var resident = (await rig.SearchAsync("Patient")).Matches.Single().BodyJson;
        Assert.Contains("\"text\":\"新\"", resident, StringComparison.Ordinal);
        Assert.Contains("\"111\"", resident, StringComparison.Ordinal);
    }

    private static List<string> IdentifiersOf(StoredResource patient)
    {
        using var json = JsonDocument.Parse(patient.BodyJson);
        return [.. json.RootElement.GetProperty("identifier").EnumerateArray().Select(i =>
            $"{i.GetProperty("system")}|{i.GetProperty("value")} "
            + i.GetProperty("assigner").GetProperty("reference"))];
    }
}

/// <summary>Valid ID numbers of nobody.</summary>
internal static class Numbers
{
    public static string Valid(int index)
    {
        var first = $"11010519491231{index:000}";
        return "0123456789X".Select(c => first + c).Single(n => IntegrationHub.Fhir.ChineseId.IsValidIdNumber(n));
    }
}

public sealed class IdentityOnSqlite(SqliteFolder folder)
    : IdentityContract(folder.NewAsync), IClassFixture<SqliteFolder>;

public sealed class IdentityOnPostgres() : IdentityContract(ExchangeRig.PostgresAsync);
