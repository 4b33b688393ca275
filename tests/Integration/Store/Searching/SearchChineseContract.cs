using Hl7.Fhir.Model;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Store;

/// <summary>Chinese names and addresses, however they are typed.</summary>
public abstract class SearchChineseContract(IStoreDatabase database)
{
    private readonly HubDb db = database.Db;

    [Theory]
    [InlineData("name=张", "张三丰", true)]
    [InlineData("name=三", "张三丰", true)]
    [InlineData("name=小", "王大小", false)]
    [InlineData("name:contains=三", "张三丰", true)]
    [InlineData("name:contains=三丰", "张三丰", true)]
    [InlineData("name:contains=张三丰", "张三丰", true)]
    [InlineData("name:contains=丰三", "张三丰", false)]
    [InlineData("name=zhangsanfeng", "张三丰", true)]
    [InlineData("name=Zhang Sanfeng", "张三丰", true)]
    [InlineData("name=zsf", "张三丰", true)]
    [InlineData("name=張三", "张三丰", true)]
    [InlineData("name=张三", "張三豐", true)]
    [InlineData("name:exact=张三丰", "张三丰", true)]
    [InlineData("name:exact=张三", "张三丰", false)]
    [InlineData("name:exact=張三豐", "张三丰", false)]
    [InlineData("name=ａｎｎａ", "Anna Berg", true)]
    [InlineData("name=ANNA", "Ａｎｎａ", true)]
    [InlineData("name:contains=nna b", "Anna Berg", true)]
    [InlineData("name=吉𠮷", "吉𠮷", true)]
    [InlineData("name:contains=𠮷", "吉𠮷", true)]
    [InlineData("name=䶮", "䶮明", true)]
    [InlineData("family=张", "张三丰", true)]
    [InlineData("given=三丰", "张三丰", true)]
    [InlineData("given=张", "张三丰", false)]
    [InlineData("address:contains=鄞州", "浙江省宁波市鄞州区钟公庙街道天童北路一千零八十八号北门", true)]
    [InlineData("address:contains=钟公庙街道天童北路一千零八十八号北", "浙江省宁波市鄞州区钟公庙街道天童北路一千零八十八号北门", true)]
    [InlineData("address:contains=钟公庙街道天童北路一千零八十八号南", "浙江省宁波市鄞州区钟公庙街道天童北路一千零八十八号北门", false)]
    [InlineData("address=浙江", "浙江省宁波市鄞州区钟公庙街道天童北路一千零八十八号北门", true)]
    public async Task Names_and_addresses_are_found_as_people_type_them(string parameter, string text, bool found)
    {
        var patient = await db.StoreOneAsync(new Patient
        {
            Name = [new() { Text = text, Family = text[..1], Given = text == "张三丰" ? ["三丰"] : [] }],
            Address = [new() { Text = text }],
        });

        Assert.Equal(found ? [patient.Id] : [], await db.IdsAsync("Patient", $"_id={patient.Id}&{parameter}"));
        Assert.Equal(found, (await db.IdsAsync("Patient", $"{parameter}&_count=500")).Contains(patient.Id));
        Assert.Equal(found, (await db.IdsAsync("Patient", $"{parameter}&_count=500&_sort=-_id")).Contains(patient.Id));
    }

    [Fact]
    public async Task A_new_name_is_found_and_the_old_one_no_longer()
    {
        var patient = await db.StoreOneAsync(Patient(NewId(), "王小明"));
        await db.StoreOneAsync(Patient(NewId(), "王大明"), patient.Id, at: Nine.AddHours(1));

        Assert.Empty(await db.IdsAsync("Patient", $"_id={patient.Id}&name:contains=小"));
        Assert.Empty(await db.IdsAsync("Patient", $"_id={patient.Id}&name=wangxiaoming"));
        Assert.Equal([patient.Id], await db.IdsAsync("Patient", $"_id={patient.Id}&name:contains=大明&name=wdm"));
    }
}

public sealed class SearchChineseOnSqlite(SqliteStore db) : SearchChineseContract(db), IClassFixture<SqliteStore>;

public sealed class SearchChineseOnPostgres(PostgresStore db) : SearchChineseContract(db), IClassFixture<PostgresStore>;
