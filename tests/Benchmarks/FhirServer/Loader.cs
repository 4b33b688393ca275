using System.Diagnostics;
using Hl7.Fhir.Model;
using IntegrationHub.Store;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Benchmarks.FhirServer;

/// <summary>Fills the store through its own write path: 400 resources a transaction, two at a time.</summary>
internal sealed class Loader(HubDb store)
{
    private const int Batch = 400;
    private int records;
    private int patients = 50_000_000;

    /// <summary>Residents 0 … <paramref name="count"/> − 1 with their records.</summary>
    public Task RecordsToAsync(int count)
    {
        var from = records;
        records = Math.Max(count, from);
        return WriteAsync(Enumerable.Range(from, records - from).SelectMany(County.Record));
    }

    /// <summary>So many residents more, without records.</summary>
    public Task PatientsToAsync(int count)
    {
        var from = patients;
        patients += count;
        return WriteAsync(Enumerable.Range(from, count).Select(County.Patient));
    }

    public async Task WriteAsync(IEnumerable<Resource> resources)
    {
        var (start, written) = (Stopwatch.GetTimestamp(), 0);
        await Parallel.ForEachAsync(resources.Chunk(Batch), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (chunk, ct) =>
        {
            await store.RunAsync((tx, stop) => Resources.WriteAsync(tx, [.. chunk.Select(Write)], stop), ct);
            Interlocked.Add(ref written, chunk.Length);
        });
        if (written > 0)
            Console.WriteLine($"loaded {written:N0} at {written / Stopwatch.GetElapsedTime(start).TotalSeconds:N0}/s");
    }

    private static ResourceWrite Write(Resource resource) => new(
        resource.TypeName, resource.Id, [], resource, "county", null, TimeProvider.System.GetUtcNow(), Guid.NewGuid());
}
