using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>What the command line does with the trail; each use of it is an entry itself.</summary>
public sealed class AuditTools
{
    private const int Page = 500;

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private readonly HubDb db;
    private readonly IAuditTrail trail;
    private readonly AuditWalker walker;
    private readonly TimeProvider clock;

    internal AuditTools(HubDb db, IAuditTrail trail, AuditWalker walker, TimeProvider clock) =>
        (this.db, this.trail, this.walker, this.clock) = (db, trail, walker, clock);

    /// <summary>Walks the chain.</summary>
    /// <param name="from">Only links made then or later; null: from the beginning.</param>
    /// <param name="to">Only links made before; null: to the end.</param>
    /// <param name="anchorFile">File with anchors and marks; null: only those of the database.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Result<AuditReport>> VerifyAsync(
        DateTimeOffset? from, DateTimeOffset? to, string? anchorFile, CancellationToken ct)
    {
        IReadOnlyList<AuditAnchor> marks = [];
        if (anchorFile is not null && !AnchorFile.Read(anchorFile).TryGet(out marks!, out var errors))
            return Result<AuditReport>.Failed(errors);
        await trail.WriteAsync(Used(AuditEvents.AuditRead) with { Detail = "verify" }, ct);
        return await new AuditVerification(db, clock).RunAsync(from, to, marks, ct);
    }

    /// <summary>Who looked at a patient's record, newest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> WhoAsync(string patient, int limit, CancellationToken ct)
    {
        await trail.WriteAsync(Used(AuditEvents.AuditRead) with { Patients = [patient], Detail = "who" }, ct);
        var page = await walker.RunAsync(new() { Patient = patient, Count = limit }, _ => true, ct);
        return [.. page.Found.Select(f => f.Entry)];
    }

    /// <summary>Writes AuditEvents as NDJSON in the order of the chain, each with its link and hash.</summary>
    /// <returns>How many.</returns>
    public async Task<long> ExportAsync(DateTimeOffset from, DateTimeOffset to, Stream file, CancellationToken ct)
    {
        await trail.WriteAsync(Used(AuditEvents.AuditExported) with { Detail = $"{from:O} to {to:O}" }, ct);
        long count = 0;
        await using var reader = await db.ReadAsync(ct);
        for (long after = 0; ;)
        {
            var blocks = await AuditBlocks.ForthAsync(reader, after, from, to, Page, ct);
            foreach (var (block, seq, hash) in blocks)
            {
                foreach (var audit in block.Open())
                {
                    await file.WriteAsync(Line(audit, seq, hash), ct);
                    await file.WriteAsync(LineEnd, ct);
                    count++;
                }

                after = seq;
            }

            if (blocks.Count < Page)
                return count;
        }
    }

    // The link stands in extensions: an exported event can be held against the chain and the anchors.
    private static byte[] Line(StoredAudit audit, long seq, byte[] hash)
    {
        var json = JsonNode.Parse(FhirJson.Serialize(AuditEventMap.Of(audit)))!.AsObject();
        json["extension"] = new JsonArray(
            new JsonObject { ["url"] = "urn:hub:audit-link", ["valueString"] = seq.ToString(CultureInfo.InvariantCulture) },
            new JsonObject { ["url"] = "urn:hub:audit-hash", ["valueString"] = Convert.ToHexStringLower(hash) });
        return Encoding.UTF8.GetBytes(json.ToJsonString(new JsonSerializerOptions
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }));
    }

    private AuditEntry Used(string what) => AuditEvents.OfNode(what, clock) with
    {
        Action = 'R',
        Client = "cli",
        Person = Environment.UserName,
        Source = Environment.MachineName,
    };
}
