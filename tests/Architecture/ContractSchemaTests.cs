using System.Text.Json;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using IntegrationHub.Contracts;
using Xunit;

namespace IntegrationHub.Architecture;

/// <summary>
/// Other systems read our messages by their published schemas: a record and its schema change together, on purpose.
/// <c>HUB_ACCEPT=1</c> rewrites the schemas after such a change.
/// </summary>
public sealed class ContractSchemaTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "contracts", "messages", "v1");

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        WriteIndented = true,
        NewLine = "\n",
    };

    public static TheoryData<Type> Contracts => [.. BusContracts.All];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void A_contract_says_what_its_published_schema_says(Type contract)
    {
        var file = Path.Combine(Folder, contract.Name + ".schema.json");
        var schema = Json.GetJsonSchemaAsNode(contract).ToJsonString(Json) + "\n";
        if (Environment.GetEnvironmentVariable("HUB_ACCEPT") == "1")
            File.WriteAllText(file, schema);

        Assert.Equal(File.ReadAllText(file), schema);
    }

    [Fact]
    public void Every_published_schema_belongs_to_a_contract() => Assert.Equal(
        BusContracts.All.Select(c => c.Name + ".schema.json").Order(),
        Directory.GetFiles(Folder).Select(Path.GetFileName).Order()!);
}
