using System.Reflection;
using Xunit;

namespace IzzyPS.Tests.Repository;

/// <summary>What an administrator holds must not change because a library does.</summary>
public sealed class PublicTypesTests
{
    private const BindingFlags Visible = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void No_public_member_shows_a_type_of_CsvHelper()
    {
        var types = typeof(RowError).Assembly.GetExportedTypes();
        var shown = types.SelectMany(type => type.GetMembers(Visible)).SelectMany(TypesOf).Concat(types.Select(type => type.BaseType).OfType<Type>());
        Assert.NotEmpty(shown);
        Assert.DoesNotContain(shown, type => type.Assembly.GetName().Name == "CsvHelper");
    }

    private static IEnumerable<Type> TypesOf(MemberInfo member) => member switch
    {
        MethodBase method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method is MethodInfo { ReturnType: var returned } ? returned : typeof(void)),
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        _ => [],
    };
}
