using System.Data.Common;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>A database connection string: its password comes from outside and is none everybody knows.</summary>
internal static class ConnectionText
{
    public static string Read(YamlSection exchange, string text, bool demo)
    {
        if (SecretText.IsWholly(text)) // the whole string is the secret
            text = SecretText.Expand(text, exchange.Source.Folder, p => exchange.Error("connection", p));
        else if (Password(text, exchange) is { } written && !SecretText.IsFromOutside(written))
            exchange.Error("connection", "the password does not belong in this file: write "
                + "Password=${env:NAME} or Password=${file:PATH}");
        // Values are put in quotes by the builder, so that a ; in a password stays part of it.
        var builder = Builder(text, exchange);
        foreach (var key in builder.Keys.Cast<string>().ToArray())
            builder[key] = SecretText.Expand((string)builder[key], exchange.Source.Folder,
                p => exchange.Error("connection", p));
        if (!demo && Password(builder) is { } value && YamlValues.IsDefaultPassword(value))
            exchange.Error("connection", "the password is a default one, and everybody knows it: choose another one");
        if (!builder.ContainsKey("host") && !builder.ContainsKey("server"))
            exchange.Error("connection", "names no Host");
        return builder.ConnectionString;
    }

    private static DbConnectionStringBuilder Builder(string text, YamlSection exchange)
    {
        var builder = new DbConnectionStringBuilder();
        try
        {
            builder.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            exchange.Error("connection", "is no list of Key=Value; pairs");
        }
        return builder;
    }

    private static string? Password(string text, YamlSection exchange) => Password(Builder(text, exchange));

    private static string? Password(DbConnectionStringBuilder builder) =>
        builder.TryGetValue("password", out var value) || builder.TryGetValue("pwd", out value) ? (string)value : null;
}
