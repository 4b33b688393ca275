using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Store;

/// <summary>Entries that were committed together.</summary>
/// <param name="Id">Given by the database; 0 before.</param>
/// <param name="Run">The process that wrote it, from its start to its end.</param>
/// <param name="Node">Name of that process.</param>
/// <param name="FirstNo">Number of the first entry within the run, from 1; the others follow.</param>
/// <param name="Entries">How many.</param>
/// <param name="At">When the first one happened, UTC.</param>
/// <param name="Body">The lines of <see cref="AuditEntryJson"/>.</param>
public sealed record AuditBlock(
    long Id, Guid Run, string Node, long FirstNo, int Entries, DateTimeOffset At, byte[] Body)
{
    internal const string Columns = "b.id, b.run, b.node, b.first_no, b.entries, b.at, b.body";

    /// <summary>Bytes of a link's hash: SHA-256.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>What the first link refers to.</summary>
    public static byte[] Beginning { get; } = new byte[HashBytes];

    /// <summary>The entries with their places.</summary>
    public IEnumerable<StoredAudit> Open() =>
        AuditEntryJson.Read(Body).Select((entry, i) => new StoredAudit(Id, i, Node, entry));

    /// <summary>Hash of the link that makes this block number <paramref name="seq"/> of the chain.</summary>
    public byte[] Link(byte[] before, long seq)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        Number(hash, seq);
        Number(hash, Id);
        hash.AppendData(Run.ToByteArray(bigEndian: true));
        Number(hash, FirstNo);
        Number(hash, Entries);
        Number(hash, At.Microseconds());
        var node = Encoding.UTF8.GetBytes(Node);
        Number(hash, node.Length);
        hash.AppendData(node);
        hash.AppendData(Body);
        return hash.GetHashAndReset();
    }

    /// <summary>Under which number a patient's blocks are found.</summary>
    public static long PatientKey(string id) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    internal static AuditBlock Read(DbDataReader r) => Read(r, 0);

    internal static AuditBlock Read(DbDataReader r, int at) => new(
        r.GetInt64(at), r.GetGuid(at + 1), r.GetString(at + 2), r.GetInt64(at + 3), r.GetInt32(at + 4),
        r.Instant(at + 5), r.GetFieldValue<byte[]>(at + 6));

    private static void Number(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
