using System.IO.Compression;
using System.Net.Http.Headers;
using IntegrationHub.Exchange;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Large bodies, many at once or packed small, never take the process down.</summary>
public sealed class BodyMemoryTests(SqliteFolder folder) : IClassFixture<SqliteFolder>
{
    private const int TenMegabytes = 10 * 1024 * 1024;

    // Turned away while it was sending: the answer was there, but the sender did not get to read it.
    private const int CutOff = 0;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_bodies_of_ten_megabytes_at_once_are_taken_or_turned_away_and_the_process_goes_on()
    {
        await using var host = await HardHost.StartAsync(
            await folder.NewAsync(), new() { BodyMemory = 48L * 1024 * 1024 });
        using var client = await host.CallerAsync();
        var memory = host.Services.GetRequiredService<BodyMemory>();
        var body = Padded(TenMegabytes);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => StatusAsync(client.Http, body)));

        Assert.All(statuses, s => Assert.True(s is 400 or 503 or CutOff, $"{s}"));
        Assert.Contains(400, statuses); // read whole, and then no Patient
        Assert.Contains(503, statuses);
        Assert.Equal(0, memory.Used);
        Assert.Equal(400, await StatusAsync(client.Http, body));
        Assert.Equal(200, (await client.GetAsync("Patient")).Status);
    }

    [Theory]
    [InlineData("gzip", -1, 400)]
    [InlineData("gzip", 0, 400)]
    [InlineData("gzip", 1, 413)]
    [InlineData("gzip", 100_000_000, 413)]
    [InlineData("br", 100_000_000, 413)]
    [InlineData("deflate", 100_000_000, 413)]
    public async Task A_body_has_its_limit_after_unpacking(string encoding, int more, int status)
    {
        const int Limit = 1024 * 1024;
        await using var host = await HardHost.StartAsync(await folder.NewAsync(), new() { BodyLimit = Limit });
        using var client = await host.CallerAsync();
        var packed = Packed(encoding, Padded(Limit + more));
        Assert.True(packed.Length < Limit / 2);

        var reply = await client.SendAsync(
            "POST", "Patient", packed, [("Content-Encoding", encoding)], "application/fhir+json");

        Assert.Equal(status, reply.Status);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Room_is_given_up_to_the_limit_and_given_back(int more, bool taken)
    {
        var memory = new BodyMemory(ExchangeRig.Options((null, "x")) with { Fhir = new() { BodyMemory = 1_000 } });
        using (var first = memory.Begin())
        {
            Assert.True(first.TryTake(600));
            using var second = memory.Begin();
            Assert.Equal((taken, taken), (second.HasRoom(400 + more), second.TryTake(400 + more)));
        }

        Assert.Equal(0, memory.Used);
    }

    private static async Task<int> StatusAsync(HttpClient client, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "Patient") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
        request.Headers.ExpectContinue = true;
        try
        {
            using var answer = await client.SendAsync(request, Ct);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException e) when (e.InnerException is IOException)
        {
            return CutOff;
        }
    }

    private static byte[] Padded(int length)
    {
        var body = new byte[length];
        body.AsSpan().Fill((byte)' ');
        body[0] = (byte)'{';
        body[^1] = (byte)'}';
        return body;
    }

    private static byte[] Packed(string encoding, byte[] body)
    {
        using var packed = new MemoryStream();
        using (Stream packer = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            _ => new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true),
        })
            packer.Write(body);
        return packed.ToArray();
    }
}
