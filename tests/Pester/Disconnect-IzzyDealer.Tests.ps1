BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Disconnect-IzzyDealer' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    It 'ends the last connection, and later use of it is an error' {
        $it = Connect-Sandbox
        Disconnect-IzzyDealer
        Get-IzzyDealer | Should -BeNullOrEmpty
        { Get-IzzyVehicle -Dealer $it.Dealer } | Should -Throw -ErrorId 'Disconnected*'
    }

    It 'ends the connections that are piped in' {
        $first = Connect-Sandbox -Name first
        $null = Connect-Sandbox -Name second
        $first.Dealer | Disconnect-IzzyDealer
        (Get-IzzyDealer).Name | Should -Be second
    }

    It 'says that there is no connection' {
        { Disconnect-IzzyDealer -ErrorAction Stop } | Should -Throw -ErrorId 'DealerNotFound*'
    }
}
