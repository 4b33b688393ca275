namespace IntegrationHub.Hl7v2;

/// <summary>One message as it came, without VT and FS.</summary>
/// <param name="bytes">A copy of its own.</param>
/// <param name="strayBytes">Bytes that were skipped before its VT.</param>
public sealed class MllpFrame(ReadOnlyMemory<byte> bytes, int strayBytes)
{
    /// <summary>The message.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Bytes that were skipped before its VT; more than 0 points to a sick sender.</summary>
    public int StrayBytes { get; } = strayBytes;
}
