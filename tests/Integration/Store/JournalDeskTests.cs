using IntegrationHub.Contracts;
using IntegrationHub.Store.Journal;
using Xunit;

namespace IntegrationHub.Integration.Store;

/// <summary>What the journal tells the operations desk.</summary>
public sealed class JournalDeskTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dead_deliveries_are_listed_page_by_page_and_counted()
    {
        var folder = Directory.CreateTempSubdirectory("hub-journal-");
        await using (var journal = new GatewayJournal(new JournalOptions { DataDirectory = folder.FullName }, TimeProvider.System))
        {
            await journal.OpenAsync(Ct);
            var dead = new List<Guid> { await EndAsync(journal, 1, DeliveryOutcome.Dead) };
            await EndAsync(journal, 2, DeliveryOutcome.Delivered);
            dead.Add(await EndAsync(journal, 3, DeliveryOutcome.Dead));

            var ask = new AskLedger { State = "undelivered", Sender = "county", Limit = 1 };
            var first = journal.Read(s => s.Ledger(ask, "g1"));
            var second = journal.Read(s => s.Ledger(ask with { After = first.Next }, "g1"));

            Assert.Equal([dead[1], dead[0]], first.Lines.Concat(second.Lines).Select(l => l.MessageId));
            Assert.Null(second.Next);
            Assert.Equal(2, Assert.Single(first.Totals).Value);
            var line = first.Lines[0];
            Assert.Equal(("undelivered", "his-out", "county", "Result", "AR"),
                (line.State, line.Channel, line.Facility, line.Event, line.Ack));
            Assert.Equal(HubErrorCode.DeliveryRefused, Assert.Single(line.Errors).Code);
            Assert.Equal(2, journal.Read(s => s.Ledger(new AskLedger(), "g1")).Totals["undelivered"]);
            Assert.Empty(journal.Read(s => s.Ledger(new AskLedger { State = "dead" }, "g1")).Lines);
        }
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_message_that_came_and_went_by_the_same_gateway_is_traced_both_ways()
    {
        var folder = Directory.CreateTempSubdirectory("hub-journal-");
        await using (var journal = new GatewayJournal(new JournalOptions { DataDirectory = folder.FullName }, TimeProvider.System))
        {
            await journal.OpenAsync(Ct);
            var message = Guid.CreateVersion7();
            await journal.WriteAsync("test", s => s.Accept(new()
            {
                Id = message,
                Channel = "lis",
                Member = "city",
                Application = "LIS",
                Facility = "F",
                ControlId = "C-1",
                Sha256 = new byte[32],
                Event = "ORU^R01",
                Raw = "MSH"u8.ToArray(),
                Charset = "UTF-8",
                ReceivedAt = Nine,
                StreamKey = "k",
                Urgency = Urgency.Routine,
                AckCode = "AA",
                Ack = "MSA"u8.ToArray(),
            }), Ct);
            await EndAsync(journal, 1, DeliveryOutcome.Delivered, message);

            foreach (var id in (string[])["C-1", message.ToString()])
            {
                var found = journal.Read(s => s.Trace(id, "g1")).Messages;
                Assert.All(found, m => Assert.Equal(message, m.MessageId));
                Assert.Equal(["received"], found[0].Steps.Select(s => s.Step));
                Assert.Equal("member:county delivered", found[1].Steps.Select(s => $"{s.Place} {s.Step}").Last());
            }
        }
        folder.Delete(recursive: true);
    }

    private static async Task<Guid> EndAsync(
        GatewayJournal journal, long number, DeliveryOutcome outcome, Guid causedBy = default)
    {
        var id = Guid.CreateVersion7();
        await journal.WriteAsync("test", s =>
        {
            s.Request(new()
            {
                DeliveryId = id,
                Seq = number,
                Recipient = "county",
                Kind = DeliveryKind.Result,
                OrderKey = "k",
                BundleJson = "{}",
                CausedBy = causedBy,
                Custodian = "city",
                At = Nine,
            }, "his-out", Nine, TimeSpan.FromDays(1));
            s.DeliveryEnded(s.DeliverySeq(id), new()
            {
                DeliveryId = id,
                Outcome = outcome,
                At = Nine,
                AckCode = outcome == DeliveryOutcome.Dead ? "AR" : "AA",
                Errors = outcome == DeliveryOutcome.Dead ? [new(HubErrorCode.DeliveryRefused, "Answered AR.")] : [],
            }, ack: null);
        }, Ct);
        return id;
    }
}
