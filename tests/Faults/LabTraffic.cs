using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Shared.Processes;

namespace IntegrationHub.Faults;

/// <summary>
/// Laboratories that never give up: each message is sent until it is answered. Every message holds a report of its own and
/// the next correction of one running report per patient, so that loss, doubles and wrong order all show.
/// </summary>
internal sealed class LabTraffic(HubFolder gateway)
{
    private const int PatientsPerSender = 5;

    private readonly ConcurrentDictionary<string, int> acknowledged = new();
    private readonly ConcurrentBag<string> refused = [];
    private readonly ConcurrentDictionary<string, int> invoked = new();

    /// <summary>Orders whose message got AA, with the patient's counter at that time.</summary>
    public IReadOnlyDictionary<string, int> Acknowledged => acknowledged;

    /// <summary>Orders ever written to a socket.</summary>
    public IReadOnlyDictionary<string, int> Invoked => invoked;

    /// <summary>Answers that were not AA.</summary>
    public IReadOnlyCollection<string> Refused => refused;

    /// <summary>Runs the senders until each has sent its share or <paramref name="until"/> ends.</summary>
    public async Task RunAsync(int senders, int messagesEach, CancellationToken until) =>
        await Task.WhenAll(Enumerable.Range(0, senders).Select(s => SendAsync(s, messagesEach, until)));

    private async Task SendAsync(int sender, int messages, CancellationToken until)
    {
        var county = sender % 2 == 0;
        await using var his = new SimulatedHis(
            county ? gateway.CountyPort : gateway.TownshipPort,
            county ? CodePagesEncodingProvider.Instance.GetEncoding("GB18030") : Encoding.UTF8)
        { AckTimeout = TimeSpan.FromSeconds(20) };
        for (var n = 0; n < messages && !until.IsCancellationRequested; n++)
        {
            var (patient, count) = ($"S{sender}-{n % PatientsPerSender}", (n / PatientsPerSender) + 1);
            var order = $"R-{patient}-{count}";
            invoked[order] = count;
            try
            {
                var ack = await his.SendUntilAnsweredAsync(Message(county, patient, order, count), until);
                if (ack.Contains("\rMSA|AA|", StringComparison.Ordinal))
                    acknowledged[order] = count;
                else
                    refused.Add(ack);
            }
            catch (OperationCanceledException)
            {
                return; // written or not, never answered: may be there, need not
            }
        }
    }

    private static string Message(bool county, string patient, string order, int count)
    {
        var time = new DateTime(2026, 3, 2, 9, 0, 0).AddSeconds(count)
            .ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "+0800";
        var facility = county ? HubFolder.County : HubFolder.Township;
        return SampleMessages.OruR01(2, facility, order, patient, "张^三", order: order, time: time) +
            $"ORC|RE|SEQ-{patient}|FSEQ-{patient}\r" +
            SampleMessages.Segment("OBR", (1, "2"), (2, $"SEQ-{patient}"), (3, $"FSEQ-{patient}"), (4, "SEQ^计数^L"),
                (7, time), (22, time), (25, "C")) +
            SampleMessages.Segment("OBX", (1, "1"), (2, "NM"), (3, "COUNTER^计数^L"), (5, $"{count}"), (11, "C"), (14, time));
    }
}
