using System.Text.Json;
using Hl7.Fhir.Model;
using IntegrationHub.Store;
using Xunit;

namespace IntegrationHub.Unit.Store;

public sealed class TextTests
{
    [Theory]
    [InlineData("id = any(@ids) and x = 1", "id in (select value from json_each(@ids)) and x = 1")]
    [InlineData("select 1 order by k\nfor update", "select 1 order by k\n")]
    [InlineData("select 1 for update of r skip locked", "select 1 ")]
    [InlineData("a {key} not null) {clustered}", "a text not null) without rowid")]
    [InlineData("select 'for updates'", "select 'for updates'")]
    public void SQL_in_PostgreSQLs_words_is_translated_for_SQLite(string sql, string expected) =>
        Assert.Equal(expected, Dialect.ForSqlite(sql));

    [Fact]
    public void Short_index_text_stays_and_long_text_stays_different()
    {
        var (a, b) = (new string('x', 3_000) + "a", new string('x', 3_000) + "b");

        Assert.Equal("张三", IndexText.Clip("张三"));
        Assert.Equal("a b c", IndexText.Clip("a\tb\n\0c"));
        Assert.True(IndexText.Clip(a).Length <= IndexText.Longest);
        Assert.NotEqual(IndexText.Clip(a), IndexText.Clip(b));
        Assert.Equal(IndexText.Clip(a), IndexText.Clip(a));
        var rare = string.Concat(Enumerable.Repeat("𠮷", 200));
        Assert.All([IndexText.Clip(rare), IndexText.Clip("x" + rare)], c => Assert.True(c.IsNormalized()));
    }

    [Theory]
    [InlineData("张三丰", "三丰 丰")]
    [InlineData("zhangsan", "")]
    [InlineData("Anna 欧阳", "欧阳 阳")]
    [InlineData("吉𠮷", "𠮷")]
    public void Chinese_text_has_suffixes_and_no_character_is_cut_in_two(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Suffixes.Of(text)));

    [Fact]
    public void Version_and_time_are_put_into_the_JSON_and_do_not_count_as_content()
    {
        var patient = new Patient { Active = true, Meta = new() { VersionId = "7", Profile = ["urn:p"] } };
        var body = ResourceBody.Of(patient, "p1");
        patient.Meta.VersionId = "8";
        var at = new DateTimeOffset(2026, 3, 2, 9, 0, 0, 123, TimeSpan.FromHours(8));

        Assert.Equal(body.Digest, ResourceBody.Of(patient, "p1").Digest);
        Assert.NotEqual(body.Digest, ResourceBody.Of(patient, "p2").Digest);
        Assert.Equal(
            """{"resourceType":"Patient","id":"p2","meta":{"versionId":"3","lastUpdated":"2026-03-02T01:00:00.123Z","""
            + """
            "profile":["urn:p"]},"active":true}
            """,
            ResourceBody.Of(patient, "p2").At(3, at));
        using var empty = JsonDocument.Parse(ResourceBody.Of(new Patient(), "p3").At(1, at));
        Assert.Equal("1", empty.RootElement.GetProperty("meta").GetProperty("versionId").GetString());
    }
}
