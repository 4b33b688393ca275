using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using IntegrationHub.Fhir;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>A Patient written through the API and the messages about the same person: one resident (ADR 0012).</summary>
public abstract class ResidentContract(IFhirExchanges exchanges)
{
    private static int used = 500;

    private FhirCaller Town => exchanges.Towns[0];

    public static TheoryData<string> Doors => ["create", "update", "conditional", "transaction"];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_message_finds_the_patient_a_client_wrote_by_its_id_number(string door)
    {
        var number = NewNumber();
        var id = await WriteAsync(door, Person(number, "客户"));

        var receipt = await TakeAsync(new Hospital("county", "C" + number, number) { Phone = "111" }.Result("L", 1));

        var resident = await OnlyAsync(number);
        Assert.Equal(ReceiptOutcome.Stored, receipt.Outcome);
        Assert.Equal((id, 2), (resident.Id, int.Parse(resident.Meta!.VersionId!, null)));
        // The message is older than the write: it adds what nobody has said, and changes nothing that was.
        Assert.Equal(("客户", "111"), (resident.Name.Single().Text, resident.Telecom.Single().Value));
        Assert.Equal(
            [(FhirNames.IdCard, number), ("urn:hub:county:mr", "C" + number)],
            resident.Identifier.Select(i => (i.System!, i.Value!)));
        Assert.Single((await exchanges.County.BundleAsync($"Patient/{id}/Observation")).Entry);
    }

    [Fact]
    public async Task A_message_finds_the_patient_a_client_wrote_by_the_record_number_of_its_member()
    {
        var mrn = Guid.NewGuid().ToString("N");
        var id = (await Town.CreateAsync(new Patient { Identifier = [new("urn:hub:town:mr", mrn)] })).Id;

        var receipt = await TakeAsync(new Hospital("town", mrn).Result("L" + mrn, 1));

        var found = (await Town.BundleAsync($"Patient?identifier=urn:hub:town:mr|{mrn}")).Entry;
        Assert.Equal((ReceiptOutcome.Stored, id), (receipt.Outcome, Assert.Single(found).Resource!.Id));
    }

    [Fact]
    public async Task Two_patients_of_clients_that_a_message_shows_to_be_one_are_merged()
    {
        var (number, mrn) = (NewNumber(), Guid.NewGuid().ToString("N"));
        var known = (await Town.CreateAsync(Person(number, "甲"))).Id;
        var other = (await Town.CreateAsync(new Patient { Identifier = [new("urn:hub:town:mr", mrn)] })).Id;

        var receipt = await TakeAsync(new Hospital("town", mrn, number).Result("L" + mrn, 1));

        var loser = (await Town.GetAsync($"Patient/{other}")).Resource<Patient>();
        var survivor = (await Town.GetAsync($"Patient/{known}")).Resource<Patient>();
        Assert.Equal(ReceiptOutcome.Stored, receipt.Outcome);
        Assert.Equal((false, $"Patient/{known}"), (loser.Active, loser.Link.Single().Other.Reference));
        Assert.Contains(survivor.Identifier, i => i.Value == mrn);
    }

    [Fact]
    public async Task What_a_client_writes_is_older_than_the_next_message_and_newer_than_a_late_one()
    {
        var number = NewNumber();
        var his = new Hospital("town", "M" + number, number) { Name = "消息" };
        await TakeAsync(his.Result("A" + number, 1));
        var resident = await OnlyAsync(number);
        resident.Name = [new() { Text = "客户" }];
        Assert.Equal(200, (await Town.PutAsync($"Patient/{resident.Id}", resident)).Status);

        his.Name = "迟到";
        await TakeAsync(his.Result("B" + number, 2));
        var late = (await OnlyAsync(number)).Name.Single().Text;
        his.Name = "最新";
        await TakeAsync(his.Result("C" + number, 3) with { EventAt = TimeProvider.System.GetUtcNow().AddMinutes(1) });

        Assert.Equal(("客户", "最新"), (late, (await OnlyAsync(number)).Name.Single().Text));
    }

    [Fact]
    public async Task A_patient_a_client_deleted_is_made_anew_by_the_next_message()
    {
        var number = NewNumber();
        var id = (await Town.CreateAsync(Person(number, "甲"))).Id;
        await Town.DeleteAsync($"Patient/{id}");

        var receipt = await TakeAsync(new Hospital("town", "M" + number, number).Result("L" + number, 1));

        Assert.Equal(ReceiptOutcome.Stored, receipt.Outcome);
        Assert.NotEqual(id, (await OnlyAsync(number)).Id);
        Assert.Equal(410, (await Town.GetAsync($"Patient/{id}")).Status);
    }

    [Fact]
    public async Task Nobody_claims_a_number_of_another_member_or_takes_it_away()
    {
        var (number, mrn) = (NewNumber(), Guid.NewGuid().ToString("N"));
        var claimed = await Town.PostAsync("Patient", new Patient { Identifier = [new("urn:hub:county:mr", mrn)] });
        var id = (await Town.CreateAsync(Person(number, "甲"))).Id;
        var added = await Town.SendAsync("PATCH", $"Patient/{id}",
            $$"""[{"op":"add","path":"/identifier/-","value":{"system":"urn:hub:county:mr","value":"{{mrn}}"} }]""",
            [], "application/json-patch+json");
        await TakeAsync(new Hospital("county", mrn, number).Result("L" + mrn, 1)); // the county itself may
        var taken = await Town.PutAsync($"Patient/{id}", Person(number, "乙", id));
        var deleted = await Town.DeleteAsync($"Patient/{id}");
        var kept = await OnlyAsync(number);
        kept.Active = true;
        var kind = await Town.PutAsync($"Patient/{id}", kept);

        Assert.All([claimed, added, taken, deleted], r => Assert.Equal(403, r.Status));
        Assert.Equal(["Patient.identifier"], claimed.Outcome.Issue.Single().Expression);
        Assert.Contains(kept.Identifier, i => i.Value == mrn);
        Assert.Equal(200, kind.Status);
    }

    [Fact]
    public async Task Messages_and_updates_of_one_patient_at_the_same_moment_lose_nothing()
    {
        var number = NewNumber();
        var id = (await Town.CreateAsync(Person(number, "甲"))).Id;
        string[] members = ["city", "county", "town", "village"];

        var patches = Enumerable.Range(0, 8).Select(i => exchanges.Towns[i % exchanges.Towns.Count].SendAsync(
            "PATCH", $"Patient/{id}", $$"""[{"op":"add","path":"/identifier/-","value":{"value":"{{i}}"} }]""",
            [], "application/json-patch+json")).ToList();
        await Task.WhenAll(members.Select((member, i) =>
            TakeAsync(new Hospital(member, "M" + number, number).Result("L" + number, i), i)));

        Assert.All(await Task.WhenAll(patches), r => Assert.Equal(200, r.Status));
        Assert.Equal(13, (await OnlyAsync(number)).Identifier.Count);
    }

    [Fact]
    public async Task A_create_with_a_number_a_message_brought_is_a_conflict_that_says_what_to_do()
    {
        var number = NewNumber();
        await TakeAsync(new Hospital("town", "C" + number, number).Result("L" + number, 1));
        var resident = await OnlyAsync(number);

        var create = await Town.PostAsync("Patient", Person(number, "乙"));
        var conditional = await Town.PostAsync(
            "Patient", Person(number, "乙"), ("If-None-Exist", $"identifier={FhirNames.IdCard}|{number}"));

        Assert.Equal((409, "Conflict Patient.identifier"), (create.Status, create.Issues.Single()));
        Assert.Contains("conditional update", create.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(number, create.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(resident.Id!, create.Body, StringComparison.Ordinal);
        Assert.Equal((200, resident.Id), (conditional.Status, (await OnlyAsync(number)).Id));
    }

    private async Task<string> WriteAsync(string door, Patient patient)
    {
        var search = $"identifier={FhirNames.IdCard}|{patient.Identifier[0].Value}";
        switch (door)
        {
            case "create":
                return (await Town.CreateAsync(patient)).Id;
            case "update":
                patient.Id = "own-" + Guid.NewGuid();
                Assert.Equal(201, (await Town.PutAsync($"Patient/{patient.Id}", patient)).Status);
                return patient.Id;
            case "conditional":
                return (await Town.PutAsync($"Patient?{search}", patient)).Id;
            default:
                var bundle = new Bundle
                {
                    Type = Bundle.BundleType.Transaction,
                    Entry =
                    [
                        new()
                        {
                            Resource = patient,
                            Request = new() { Method = Bundle.HTTPVerb.POST, Url = "Patient", IfNoneExist = search },
                        },
                    ],
                };
                var answer = (await Town.PostAsync("", bundle)).Resource<Bundle>();
                return answer.Entry[0].Response!.Location!.Split('/')[1];
        }
    }

    private async Task<MessageReceipt> TakeAsync(MessageConverted message, int exchange = 0)
    {
        var services = exchanges.Services[exchange % exchanges.Services.Count];
        await services.GetRequiredService<IntakeDesk>()
            .TakeAsync([IntakeItem.Of(message)], TestContext.Current.CancellationToken);
        var bus = (RecordingBus)services.GetRequiredService<IExchangeBus>();
        return bus.Of<MessageReceipt>().Last(r => r.MessageId == message.MessageId);
    }

    private async Task<Patient> OnlyAsync(string number) => (Patient)Assert.Single(
        (await Town.BundleAsync($"Patient?identifier={FhirNames.IdCard}|{number}")).Entry).Resource!;

    private static string NewNumber() => Numbers.Valid(Interlocked.Increment(ref used));

    private static Patient Person(string number, string name, string? id = null) => new()
    {
        Id = id,
        Active = true,
        Identifier = [new(FhirNames.IdCard, number)],
        Name = [new() { Text = name }],
    };
}

public sealed class ResidentsOnSqlite(SqliteFhir exchanges) : ResidentContract(exchanges), IClassFixture<SqliteFhir>;

public sealed class ResidentsOnPostgres(PostgresFhir exchanges)
    : ResidentContract(exchanges), IClassFixture<PostgresFhir>;
